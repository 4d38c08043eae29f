import { ConfigError, parseConfig } from '../../lib/config';

/** What is wrong with a configuration, as `PATH: MESSAGE`. */
export function problemsOf(vigilant: unknown): string[] {
  try {
    parseConfig({ vigilant });
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ path, message }) => `${path}: ${message}`);
    throw error;
  }
  return [];
}
