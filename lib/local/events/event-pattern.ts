import { matchesLeaf, validateLeaf } from './pattern-operators';

/** An event pattern of a rule, as EventBridge defines it. */
export type EventPattern = Readonly<Record<string, unknown>>;

/**
 * Whether an event matches a pattern. All keys must match; in an array any element may; a value that is an array in the
 * event matches when any of its elements does.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function matchesPattern(pattern: EventPattern, event: unknown): boolean {
  return Object.entries(pattern).every(([key, expected]) => {
    if (key === '$or') return (expected as EventPattern[]).some((branch) => matchesPattern(branch, event));
    const actual = valuesAt(event, key);
    if (Array.isArray(expected)) return matchesLeaf(expected, actual);
    return actual.length === 0
      ? matchesPattern(expected as EventPattern, undefined)
      : actual.some((value) => matchesPattern(expected as EventPattern, value));
  });
}

/** @throws Error that names what in the pattern EventBridge would refuse, or what is not emulated. */
export function validatePattern(pattern: unknown, path = ''): void {
  if (typeof pattern !== 'object' || pattern === null || Array.isArray(pattern))
    throw new Error(`event pattern${at(path)}: expected an object, got ${JSON.stringify(pattern)}`);
  if (Object.keys(pattern).length === 0)
    throw new Error(`event pattern${at(path)}: expected at least one key`);
  for (const [key, expected] of Object.entries(pattern)) {
    const here = path === '' ? key : `${path}.${key}`;
    if (key === '$or') validateOr(expected, here);
    else if (Array.isArray(expected)) validateLeaf(expected, here);
    else if (typeof expected === 'object' && expected !== null) validatePattern(expected, here);
    else
      throw new Error(
        `event pattern at ${here}: expected an array or object, got ${JSON.stringify(expected)}`,
      );
  }
}

function validateOr(branches: unknown, path: string): void {
  if (!Array.isArray(branches) || branches.length < 2)
    throw new Error(`event pattern at ${path}: expected an array of at least two patterns`);
  branches.forEach((branch, index) => {
    validatePattern(branch, `${path}[${index}]`);
  });
}

const at = (path: string) => (path === '' ? '' : ` at ${path}`);

/** The values an event has under a key; none where it is missing, several where the parent or the value is an array. */
function valuesAt(event: unknown, key: string): unknown[] {
  if (Array.isArray(event)) return event.flatMap((element) => valuesAt(element, key));
  if (typeof event !== 'object' || event === null || !Object.hasOwn(event, key)) return [];
  const value = (event as Record<string, unknown>)[key];
  return Array.isArray(value) ? value : [value];
}
