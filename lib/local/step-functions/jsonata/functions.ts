import { createHash, randomUUID } from 'node:crypto';
import { parseStrictJson } from './strict-json';

/**
 * An error of a function, coded like JSONata's own so that the cause reads alike. Its words are in `text` as well, since
 * JSONata overwrites the message of an error whose code it knows.
 */
export class FunctionError extends Error {
  constructor(
    readonly code: string,
    readonly text: string,
  ) {
    super(text);
    this.name = 'FunctionError';
  }
}

/** An error of a function that the service tells nothing of but that it happened. */
export class InternalError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'InternalError';
  }
}

/** In the order in which the service names them. */
const ALGORITHMS: Readonly<Record<string, string | undefined>> = {
  'SHA-1': 'sha1',
  'SHA-384': 'sha384',
  'SHA-256': 'sha256',
  'SHA-512': 'sha512',
  MD5: 'md5',
};
/** Longest `$range` that the service was measured to give; it has less memory for it than for `[1..n]`. */
const LONGEST_RANGE = 360_145;
/** Of States.Hash (user guide, "Intrinsic functions"); that `$hash` has the same limit, and its words, are a guess. */
const LONGEST_HASH_INPUT = 10_000;
/** What the service says of a value that is too large. */
export const MEMORY_EXCEEDED =
  'Expression evaluation memory limit exceeded: Check for excessive memory usage';

function partition(array: unknown, size: unknown): unknown {
  if (array === undefined) return undefined;
  if (!Array.isArray(array))
    throw new FunctionError('T0412', 'Argument 1 of function "partition" must be an array of undefined');
  if (array.length === 0) return undefined;
  if (size === undefined) return [array];
  const length = integer('partition', 2, size);
  if (length < 0) throw new FunctionError('D3137', 'Second argument must be zero or greater');
  if (length === 0) return undefined;
  const parts: unknown[][] = [];
  for (let at = 0; at < array.length; at += length) parts.push(array.slice(at, at + length));
  return parts;
}

function range(first: unknown, last: unknown, step: unknown): unknown {
  const [from, to] = [integer('range', 1, first), integer('range', 2, last)];
  if (step === undefined) return undefined;
  const by = integer('range', 3, step);
  if (by === 0 || (to - from) * by < 0) return undefined;
  const count = Math.floor((to - from) / by) + 1;
  if (count > LONGEST_RANGE) throw new FunctionError('D2014', MEMORY_EXCEEDED);
  // Recorded: a range of one number is that number, as every sequence of one item in JSONata.
  return count === 1 ? from : Array.from({ length: count }, (_, at) => from + at * by);
}

function hash(data: unknown, algorithm: unknown): unknown {
  if (typeof data !== 'string') throw mismatch('hash', 1);
  if (data.length > LONGEST_HASH_INPUT)
    throw new FunctionError(
      'T0410',
      `Argument 1 of function "hash" must have at most ${LONGEST_HASH_INPUT} characters, got ${data.length}`,
    );
  if (algorithm === undefined) return undefined;
  if (typeof algorithm !== 'string') throw mismatch('hash', 2);
  const name = ALGORITHMS[algorithm];
  if (name === undefined)
    throw new FunctionError(
      'D3137',
      `Hash algorithm '${algorithm}' must be one of ${Object.keys(ALGORITHMS).join(', ')}`,
    );
  return createHash(name).update(data, 'utf8').digest('hex');
}

/**
 * The first `nextDouble()` of Java's `java.util.Random`, whose documentation specifies it to the bit: what the service
 * gives for a seed (measured: https://github.com/floci-io/floci/issues/2662).
 */
function seededRandom(seed: number): number {
  const [multiplier, mask] = [0x5deece66dn, (1n << 48n) - 1n];
  let state = (BigInt(seed) ^ multiplier) & mask;
  const next = (bits: bigint) => {
    state = (state * multiplier + 0xbn) & mask;
    return Number(state >> (48n - bits));
  };
  return (next(26n) * 2 ** 27 + next(27n)) / 2 ** 53;
}

function random(seed: unknown): number {
  if (seed === undefined) return Math.random();
  return seededRandom(integer('random', 1, seed));
}

function parse(text: unknown): unknown {
  if (text === undefined) return undefined;
  if (typeof text !== 'string') throw mismatch('parse', 1);
  try {
    return parseStrictJson(text);
  } catch {
    throw new FunctionError('D3137', 'Invalid JSON');
  }
}

function integer(name: string, argument: number, value: unknown): number {
  if (typeof value !== 'number') throw mismatch(name, argument);
  return Math.trunc(value);
}

function mismatch(name: string, argument: number): FunctionError {
  return new FunctionError(
    'T0410',
    `Argument ${argument} of function "${name}" does not match function signature`,
  );
}

/**
 * JSONata's own skips characters that are none of the alphabet; the service fails for them (measured:
 * https://github.com/floci-io/floci/issues/2736).
 */
export function base64decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new InternalError(`expected base64, got ${text}`);
  return Buffer.from(text, 'base64').toString('latin1');
}

type Implementation = (...values: any[]) => unknown;

/** Refuses an argument more than the function takes. Its `length` tells `$map` how many to give. */
function exactly(name: string, implementation: Implementation): Implementation {
  const { length } = implementation;
  const checked: Implementation = (...values) => {
    if (values[length] !== undefined) throw mismatch(name, length + 1);
    return implementation(...values);
  };
  return Object.defineProperty(checked, 'length', { value: length });
}

const ADDED = { partition, range, hash, random, uuid: () => randomUUID(), parse };

/**
 * The functions that Step Functions adds to JSONata, and `$eval`, which it takes away (user guide, "Transforming data
 * with JSONata": "JSONata functions provided by Step Functions"). Which arguments give nothing, which are errors, and how
 * these are coded and worded was measured on the service (https://github.com/floci-io/floci/pull/2676).
 */
export const SFN_FUNCTIONS: Readonly<Record<string, Implementation | undefined>> = {
  ...Object.fromEntries(Object.entries(ADDED).map(([name, added]) => [name, exactly(name, added)])),
  eval: undefined,
};
