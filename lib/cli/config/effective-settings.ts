import type { Config } from '../../config';

/** One setting as it is in force. */
export interface EffectiveSetting {
  /** `retention.logDays` */
  readonly path: string;
  readonly value: unknown;
  /** Whether cdk.json says so, or it is the default. */
  readonly given: boolean;
}

/** Every setting of a configuration, in the order of the schema; `raw` is what cdk.json holds. */
export function effectiveSettings(config: Config, raw: unknown): EffectiveSetting[] {
  // `regions` is made from two settings and is none itself.
  const { regions: _, ...settings } = config;
  return leaves(settings, raw, '');
}

function leaves(value: object, raw: unknown, prefix: string): EffectiveSetting[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const path = `${prefix}${key}`;
    const given = isObject(raw) ? raw[key] : undefined;
    if (isObject(inner) && Object.keys(inner).length > 0) return leaves(inner, given, `${path}.`);
    return inner === undefined ? [] : [{ path, value: inner, given: given !== undefined }];
  });
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
