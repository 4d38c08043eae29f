import type { Problem } from './problem';

/** The configuration cannot be used; `problems` holds everything that is wrong with it, in reading order. */
export class ConfigError extends Error {
  constructor(readonly problems: readonly Problem[]) {
    const lines = problems.map(({ path, message }) => `  ${path ? `${path}: ` : ''}${message}`);
    super(
      `the configuration (context "vigilant" of cdk.json) has ${problems.length} problem(s):\n${lines.join('\n')}`,
    );
    this.name = 'ConfigError';
  }
}
