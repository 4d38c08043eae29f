import type { z } from 'zod';
import { shown } from '../contract';
import { ConfigError } from './config-error';
import { contextValue } from './context-value';
import { crossChecks } from './cross-checks';
import { formatPath, type Problem } from './problem';
import { schema } from './schema';

/** A deployment's configuration: valid, complete, and never changed after parsing. */
export type Config = DeepReadonly<z.output<typeof schema>> & {
  /** Every region that serves versions, the primary one first. */
  readonly regions: readonly [string, ...string[]];
};

type DeepReadonly<T> = T extends (infer Item)[]
  ? readonly DeepReadonly<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: DeepReadonly<T[Key]> }
    : T;

/**
 * Reads the configuration from the context of a CDK app.
 *
 * @example parseConfig({ vigilant: { primaryRegion: 'eu-west-1', replicaRegions: ['eu-north-1'] } })
 * @throws ConfigError that lists every problem
 */
export function parseConfig(context: Readonly<Record<string, unknown>>): Config {
  const raw = contextValue(context);
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw)) {
    throw new ConfigError([
      { path: 'vigilant', message: `expected an object of settings, got ${shown(raw)}` },
    ]);
  }
  const parsed = schema.safeParse(raw);
  const problems: Problem[] = [
    ...(parsed.error?.issues ?? []).map(({ path, message }) => ({ path: formatPath(path), message })),
    ...crossChecks(raw),
  ];
  if (!parsed.success || problems.length > 0) throw new ConfigError(problems);
  return deepFreeze({
    ...parsed.data,
    regions: [parsed.data.primaryRegion, ...parsed.data.replicaRegions] as [string, ...string[]],
  });
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) Object.values(value).forEach(deepFreeze);
  return Object.freeze(value);
}
