import { hasToken, isDelivery, isUpload, serviceOf } from './place';
import type { TableEffect } from './table-faults';

/** A row of the table: something that can go wrong with a call. */
export interface FaultKind {
  readonly name: string;
  /** Whether it passes: a run that meets it once must publish all the same. */
  readonly passes: boolean;
  /** Whether the table has it for ever, too: what the same client does again and again for another reason is left out. */
  readonly lasts: boolean;
  /** How it shows at a place; undefined where it cannot happen. */
  at(place: string): TableEffect | undefined;
}

/** How each service says it, by HTTP status. */
const CODES: Readonly<Record<string, Readonly<Record<number, string>>>> = {
  dynamodb: { 500: 'InternalServerError', 429: 'ThrottlingException', 403: 'AccessDeniedException' },
  lambda: { 500: 'ServiceException', 429: 'TooManyRequestsException', 403: 'AccessDeniedException' },
  s3: { 500: 'InternalError', 429: 'SlowDown', 403: 'AccessDenied', 400: 'ExpiredToken' },
  codeartifact: {
    500: 'InternalServerException',
    429: 'ThrottlingException',
    403: 'AccessDeniedException',
  },
};
const OTHERS: Readonly<Record<number, string>> = {
  500: 'InternalFailure',
  429: 'ThrottlingException',
  403: 'AccessDeniedException',
  400: 'ExpiredTokenException',
};

/** Longer than each caller waits for an answer: a state, a function. */
const TOO_SLOW_MS = 80_000;

const always =
  (effect: TableEffect): FaultKind['at'] =>
  () =>
    effect;

function error(status: number, retryAfterSeconds?: number): FaultKind['at'] {
  return (place) => {
    const service = serviceOf(place);
    // The package index says with 401 what the APIs say with 400 and a code.
    const said = status === 400 && place.includes('PublishPackageVersion') ? 401 : status;
    const code = CODES[service]?.[status] ?? OTHERS[status] ?? 'InternalFailure';
    return {
      kind: 'error',
      status: said,
      code,
      ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
    };
  };
}

/** Every row. */
export const FAULT_KINDS: readonly FaultKind[] = [
  { name: 'no connection', passes: true, lasts: false, at: always({ kind: 'reset' }) },
  { name: 'cut off in a body', passes: true, lasts: false, at: always({ kind: 'cut-off' }) },
  { name: 'status 500', passes: true, lasts: true, at: error(500) },
  { name: 'status 429', passes: true, lasts: false, at: error(429, 1) },
  { name: 'status 403', passes: false, lasts: true, at: error(403) },
  {
    name: 'expired token',
    passes: false,
    lasts: false,
    at: (place) => (hasToken(place) ? error(400)(place) : undefined),
  },
  { name: 'too slow', passes: true, lasts: false, at: always({ kind: 'delay', milliseconds: TOO_SLOW_MS }) },
  { name: 'lost answer', passes: true, lasts: true, at: always({ kind: 'lost-answer' }) },
  {
    name: 'wrong bytes',
    passes: false,
    lasts: true,
    at: (place) => (isUpload(place) ? { kind: 'wrong-bytes' } : undefined),
  },
  { name: 'process killed', passes: true, lasts: false, at: always({ kind: 'kill' }) },
  {
    name: 'event twice',
    passes: true,
    lasts: false,
    at: (place) => (isDelivery(place) ? { kind: 'duplicate' } : undefined),
  },
  {
    name: 'event lost',
    passes: false,
    lasts: false,
    // An error that EventBridge does not repeat a delivery for.
    at: (place) =>
      isDelivery(place) ? { kind: 'error', status: 400, code: 'ValidationException' } : undefined,
  },
];
