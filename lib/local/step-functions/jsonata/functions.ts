import { createHash, randomUUID } from 'node:crypto';

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

const ALGORITHMS: Readonly<Record<string, string>> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** Longest `$range` that the service was measured to give; it has less memory for it than for `[1..n]`. */
const LONGEST_RANGE = 360_145;
const LONGEST_HASH_INPUT = 10_000;
/** What the service says of a value that is too large. */
export const MEMORY_EXCEEDED =
  'Expression evaluation memory limit exceeded: Check for excessive memory usage';

function partition(array: unknown, size: unknown): unknown {
  if (array === undefined) return undefined;
  const length = integer('partition', 2, size);
  if (length < 0)
    throw new FunctionError('T0410', `Argument 2 of function "partition" must be positive, got ${length}`);
  const items = Array.isArray(array) ? array : [array];
  if (length === 0 || items.length === 0) return undefined;
  const parts: unknown[][] = [];
  for (let at = 0; at < items.length; at += length) parts.push(items.slice(at, at + length));
  return parts;
}

function range(first: unknown, last: unknown, step: unknown): unknown {
  if (step === undefined) return undefined;
  const [from, to, by] = [first, last, step].map((value, at) => integer('range', at + 1, value)) as [
    number,
    number,
    number,
  ];
  if (by === 0 || (to - from) * by < 0) return undefined;
  const count = Math.floor((to - from) / by) + 1;
  if (count > LONGEST_RANGE) throw new FunctionError('D2014', MEMORY_EXCEEDED);
  // Recorded: a range of one number is that number, as every sequence of one item in JSONata.
  return count === 1 ? from : Array.from({ length: count }, (_, at) => from + at * by);
}

function hash(data: unknown, algorithm: unknown): unknown {
  if (data === undefined || algorithm === undefined) return undefined;
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
 * JSONata's own skips characters that are none of the alphabet; the service fails for them (measured:
 * https://github.com/floci-io/floci/issues/2736).
 */
export function base64decode(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(text)) throw new InternalError(`expected base64, got ${text}`);
  return Buffer.from(text, 'base64').toString('latin1');
}

/**
 * The functions that Step Functions adds to JSONata, and `$eval`, which it takes away (user guide, "Transforming data
 * with JSONata": "JSONata functions provided by Step Functions"). Which arguments give nothing and which are errors was
 * measured on the service (https://github.com/floci-io/floci/pull/2676); the words of the errors are a guess.
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
