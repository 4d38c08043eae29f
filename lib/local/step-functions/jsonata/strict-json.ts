const TOKEN = /"(?:[^"\\]|\\.)*"|[{}[\]:]/g;

/**
 * The value of a JSON text, as strictly as the service reads it: an object has each key once, and a number fits into a
 * double (measured: https://github.com/floci-io/floci/pull/2676).
 *
 * @throws SyntaxError
 */
export function parseStrictJson(text: string): unknown {
  const value: unknown = JSON.parse(text);
  if (!fitsDouble(value)) throw new SyntaxError('expected numbers that fit into a double');
  const repeated = repeatedKey(text);
  if (repeated !== undefined) throw new SyntaxError(`expected each key once, got ${repeated} again`);
  return value;
}

function fitsDouble(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === null || typeof value !== 'object' || Object.values(value).every(fitsDouble);
}

/** The first key that its object has twice. The text is known to be JSON, so what precedes a colon is a key. */
function repeatedKey(text: string): string | undefined {
  const open: Set<string>[] = [];
  let last = '';
  for (const [token] of text.matchAll(TOKEN)) {
    if (token === '{' || token === '[') open.push(new Set());
    else if (token === '}' || token === ']') open.pop();
    else if (token === ':') {
      const [key, keys] = [JSON.parse(last), open.at(-1)];
      if (keys?.has(key)) return last;
      keys?.add(key);
    }
    last = token;
  }
  return undefined;
}
