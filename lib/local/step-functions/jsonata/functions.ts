import { createHash, randomUUID } from 'node:crypto';

/** An error of a function, coded like JSONata's own so that the cause reads alike. */
export class FunctionError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'FunctionError';
  }
}

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
const LONGEST_RANGE = 1000;
const LONGEST_HASH_INPUT = 10_000;

function partition(array: unknown, size: unknown): unknown {
  if (array === undefined) return undefined;
  const length = integer('partition', 2, size);
  if (length <= 0)
    throw new FunctionError('T0410', `Argument 2 of function "partition" must be positive, got ${length}`);
  const items = Array.isArray(array) ? array : [array];
  const parts: unknown[][] = [];
  for (let at = 0; at < items.length; at += length) parts.push(items.slice(at, at + length));
  return parts;
}

function range(first: unknown, last: unknown, step: unknown): unknown {
  const [from, to, by] = [first, last, step].map((value, at) => integer('range', at + 1, value)) as [
    number,
    number,
    number,
  ];
  if (by === 0) throw new FunctionError('T0410', 'Argument 3 of function "range" must not be zero');
  const count = Math.max(0, Math.floor((to - from) / by) + 1);
  if (count > LONGEST_RANGE)
    throw new FunctionError(
      'D2014',
      `The size of the sequence allocated by function "range" must not exceed ${LONGEST_RANGE}, got ${count}`,
    );
  // Recorded: a range of one number is that number, as every sequence of one item in JSONata.
  return count === 1 ? from : Array.from({ length: count }, (_, at) => from + at * by);
}

function hash(data: unknown, algorithm: unknown): unknown {
  if (data === undefined) return undefined;
  if (typeof data !== 'string')
    throw new FunctionError('T0410', 'Argument 1 of function "hash" does not match function signature');
  if (data.length > LONGEST_HASH_INPUT)
    throw new FunctionError(
      'T0410',
      `Argument 1 of function "hash" must have at most ${LONGEST_HASH_INPUT} characters, got ${data.length}`,
    );
  const name = typeof algorithm === 'string' ? ALGORITHMS[algorithm] : undefined;
  if (name === undefined)
    throw new FunctionError(
      'T0410',
      `Argument 2 of function "hash" must be one of ${Object.keys(ALGORITHMS).join(', ')}, got ${JSON.stringify(algorithm)}`,
    );
  return createHash(name).update(data, 'utf8').digest('hex');
}

/** Mulberry32: small, and the same sequence for the same seed on every machine. */
function seededRandom(seed: number): number {
  let state = (Math.trunc(seed) + 0x6d2b79f5) | 0;
  state = Math.imul(state ^ (state >>> 15), state | 1);
  state ^= state + Math.imul(state ^ (state >>> 7), state | 61);
  return ((state ^ (state >>> 14)) >>> 0) / 4_294_967_296;
}

function random(seed: unknown): number {
  if (seed === undefined) return Math.random();
  if (typeof seed !== 'number')
    throw new FunctionError('T0410', 'Argument 1 of function "random" does not match function signature');
  return seededRandom(seed);
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string')
    throw new FunctionError('T0410', 'Argument 1 of function "parse" does not match function signature');
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new FunctionError('D3121', `The string is not valid JSON: ${(error as Error).message}`);
  }
}

function integer(name: string, argument: number, value: unknown): number {
  if (typeof value !== 'number')
    throw new FunctionError(
      'T0410',
      `Argument ${argument} of function "${name}" does not match function signature`,
    );
  return Math.trunc(value);
}

/**
 * The functions that Step Functions adds to JSONata, and `$eval`, which it takes away (user guide, "Transforming data
 * with JSONata": "JSONata functions provided by Step Functions").
 */
export const SFN_FUNCTIONS: Readonly<Record<string, ((...values: any[]) => unknown) | undefined>> = {
  partition,
  range,
  hash,
  random,
  uuid: () => randomUUID(),
  parse,
  eval: undefined,
};
