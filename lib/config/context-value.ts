import { ConfigError } from './config-error';

/**
 * The configuration as the CDK context holds it: the object under `vigilant` of cdk.json, or its JSON text from
 * `-c vigilant='{…}'`, with single keys replaced by `-c vigilant.primaryRegion=eu-west-1`.
 *
 * @throws ConfigError when text is not JSON
 */
export function contextValue(context: Readonly<Record<string, unknown>>): unknown {
  const base =
    typeof context['vigilant'] === 'string'
      ? parseJson('vigilant', context['vigilant'])
      : context['vigilant'];
  const overrides = Object.entries(context).filter(([key]) => key.startsWith('vigilant.'));
  if (overrides.length === 0) return base;
  const value = structuredClone(base ?? {}) as Record<string, unknown>;
  for (const [key, text] of overrides) assign(value, key.split('.').slice(1), scalar(text));
  return value;
}

function parseJson(key: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ConfigError([
      { path: key, message: `expected JSON, got ${text} (${(error as Error).message})` },
    ]);
  }
}

/** `-c` passes text only: numbers, switches and lists arrive as JSON, everything else is text. */
function scalar(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function assign(target: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [key, ...rest] = path as [string, ...string[]];
  if (rest.length === 0) {
    target[key] = value;
    return;
  }
  const next = target[key];
  target[key] = typeof next === 'object' && next !== null && !Array.isArray(next) ? next : {};
  assign(target[key] as Record<string, unknown>, rest, value);
}
