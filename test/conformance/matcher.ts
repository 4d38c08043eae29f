const UUID = '[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}';
const IS_UUID = new RegExp(`^${UUID}$`);
const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/;
const PLACEHOLDER = /<[^<>]*(?:<[^<>]*>[^<>]*)*>/;

/** Compares what happened with what was recorded; gives the first difference as a sentence. */
export interface Matcher {
  /** Undefined if they match. `path` says where they stand. */
  difference(expected: unknown, actual: unknown, path: string): string | undefined;
}

/** Builds a matcher for one case. See the README of the cases for what it must let pass. */
export function createMatcher(
  replacements: readonly (readonly [string, string])[],
  wildcards: readonly string[],
): Matcher {
  const patterns = replacements.map(([pattern, by]) => [new RegExp(pattern, 'g'), by] as const);
  const replace = (text: string) =>
    patterns.reduce((done, [pattern, by]) => done.replace(pattern, () => by), text);

  const difference = (expected: unknown, actual: unknown, path: string): string | undefined => {
    if (wildcards.some((wildcard) => isWildcard(wildcard, path))) return undefined;
    if (isAnything(expected) || isNamed(expected, actual, path)) return undefined;
    const [left, right] = [unfold(expected), unfold(typeof actual === 'string' ? replace(actual) : actual)];
    if (typeof left === 'string' && typeof right === 'string')
      return textMatches(left, right) || isSameNumber(left, right) ? undefined : differs(path, left, right);
    if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object')
      return Object.is(left, right) ? undefined : differs(path, left, right);
    if (Array.isArray(left) !== Array.isArray(right)) return differs(path, left, right);
    return children(left as Record<string, unknown>, right as Record<string, unknown>, path);
  };

  const children = (left: Record<string, unknown>, right: Record<string, unknown>, path: string) => {
    const renamed = Array.isArray(right)
      ? right
      : Object.fromEntries(Object.entries(right).map(([key, value]) => [replace(key), value]));
    for (const key of new Set([...Object.keys(left), ...Object.keys(renamed)])) {
      const place = `${path}/${key}`;
      if (wildcards.some((wildcard) => isWildcard(wildcard, place))) continue;
      if (!(key in left)) return `${place}: expected nothing, got ${short((renamed as any)[key])}`;
      if (!(key in renamed)) return `${place}: expected ${short(left[key])}, got nothing`;
      const found = difference(left[key], (renamed as any)[key], place);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  return { difference };
}

/** Strings that are JSON objects or arrays compare as what they say. */
function unfold(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

function isAnything(expected: unknown): boolean {
  if (typeof expected !== 'string') return false;
  if (expected === 'timestamp') return true;
  const match = PLACEHOLDER.exec(expected);
  return match !== null && match[0] === expected;
}

/** Recorders also put `date` in the place of a time, and a member's own name in the place of what differs run by run. */
function isNamed(expected: unknown, found: unknown, path: string): boolean {
  const actual = Array.isArray(found) && found.length === 1 ? found[0] : found;
  if (typeof expected !== 'string' || typeof actual === 'object') return false;
  if (expected === 'date') return !Number.isNaN(Date.parse(String(actual)));
  const member = path.slice(path.lastIndexOf('/') + 1);
  const kebab = member.replace(/([a-z])([A-Z])/g, '$1-$2').toLowerCase();
  return (
    /^(x-amz|.*(request-?id|date|trace-id)$)/i.test(member) && (expected === member || expected === kebab)
  );
}

function textMatches(expected: string, actual: string): boolean {
  if (expected === actual) return true;
  if (IS_UUID.test(expected) && IS_UUID.test(actual)) return true;
  if (!PLACEHOLDER.test(expected) && !new RegExp(UUID).test(expected)) return false;
  const pattern = expected
    .split(new RegExp(`(${PLACEHOLDER.source}|${UUID})`))
    .map((part, at) => (at % 2 === 0 ? escapePattern(part) : part.startsWith('<') ? '[\\s\\S]*' : UUID))
    .join('');
  return new RegExp(`^${pattern}$`).test(actual);
}

/** Payloads that are numbers stay text in events: `0.0` and `0` are one JSON number. */
function isSameNumber(expected: string, actual: string): boolean {
  return [expected, actual].every((text) => JSON_NUMBER.test(text)) && Number(expected) === Number(actual);
}

function escapePattern(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}

/** `a/b`, `a.b`, `$.a[0].b` and `$..b` all name paths; `*` stands for one step. */
function isWildcard(wildcard: string, path: string): boolean {
  const deep = wildcard.startsWith('$..');
  const steps = (text: string) =>
    text
      .replace(/^\$/, '')
      .split(/[/.[\]'"]+/)
      .filter((step) => step !== '');
  const [wanted, found] = [steps(wildcard), steps(path)];
  const tail = found.slice(-wanted.length);
  if (wanted.length === 0 || (!deep && wanted.length !== found.length)) return false;
  return wanted.every((step, at) => step === '*' || step === tail[at]);
}

function differs(path: string, expected: unknown, actual: unknown): string {
  return `${path}: expected ${short(expected)}, got ${short(actual)}`;
}

function short(value: unknown): string {
  const text = JSON.stringify(value) ?? 'undefined';
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
