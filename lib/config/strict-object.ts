import { z } from 'zod';
import { shown } from '../contract';

/** An object schema that refuses unknown keys by name and says which keys exist. */
export function strictObject<Shape extends z.ZodRawShape>(shape: Shape, what: string) {
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? `unknown key ${issue.keys.map((key) => `"${key}"`).join(', ')}; known keys are ${Object.keys(shape).join(', ')}`
        : `expected ${what}, got ${shown(issue.input)}`,
  });
}

/** A schema for text of a certain form; every violation reads `expected WHAT, got VALUE`. */
export function text(what: string, pattern: RegExp) {
  const error = (issue: { input?: unknown }) => `expected ${what}, got ${shown(issue.input)}`;
  return z.string({ error }).regex(pattern, { error });
}

/** One of a closed list of words. */
export function oneOf<const Values extends readonly [string, ...string[]]>(values: Values) {
  return z.enum(values, {
    error: (issue) => `expected one of ${values.join(', ')}, got ${shown(issue.input)}`,
  });
}

/** A whole number within limits. */
export function wholeNumber(what: string, minimum: number, maximum: number) {
  const error = (issue: { input?: unknown }) =>
    `expected ${what}: a whole number from ${minimum} to ${maximum}, got ${shown(issue.input)}`;
  return z.number({ error }).int({ error }).min(minimum, { error }).max(maximum, { error });
}

/** A yes-or-no switch. */
export function flag() {
  return z.boolean({ error: (issue) => `expected true or false, got ${shown(issue.input)}` });
}

/** A list of `item`. */
export function listOf<Item extends z.ZodType>(item: Item, what: string) {
  return z.array(item, { error: (issue) => `expected a list of ${what}, got ${shown(issue.input)}` });
}
