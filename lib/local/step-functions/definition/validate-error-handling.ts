import type { Diagnostics } from './diagnostics';
import { checkTarget, type StatePlace } from './validate-state';

interface Rule {
  readonly field: string;
  readonly says: string;
  fits(value: any): boolean;
}

const integer = (field: string, min: number, max: number): Rule => ({
  field,
  says: `an integer between ${min} and ${max}`,
  fits: (value) => Number.isInteger(value) && value >= min && value <= max,
});

/** User guide, "Retrying after an error". */
const RETRIER: readonly Rule[] = [
  integer('IntervalSeconds', 1, 99_999_999),
  integer('MaxAttempts', 0, 99_999_999),
  {
    field: 'BackoffRate',
    says: 'a number of at least 1',
    fits: (value) => typeof value === 'number' && value >= 1,
  },
  integer('MaxDelaySeconds', 1, 31_622_400),
  {
    field: 'JitterStrategy',
    says: 'one of [FULL, NONE]',
    fits: (value) => value === 'FULL' || value === 'NONE',
  },
];

/** Checks Retry and Catch of a state. */
export function validateErrorHandling(state: any, path: string, place: StatePlace): void {
  const { diagnostics } = place;
  for (const [at, item] of list(state.Retry, `${path}/Retry`, diagnostics)) {
    const spot = `${path}/Retry[${at}]`;
    validateItem(item, spot, { diagnostics, known: RETRIER.map(({ field }) => field) });
    for (const { field, says, fits } of RETRIER)
      if (item?.[field] !== undefined && !fits(item[field]))
        diagnostics.error(`${spot}/${field}`, `Value must be ${says}`);
  }
  for (const [at, item] of list(state.Catch, `${path}/Catch`, diagnostics)) {
    const spot = `${path}/Catch[${at}]`;
    validateItem(item, spot, { diagnostics, known: ['Next', 'Assign', 'Output'] });
    if (item?.Next === undefined) diagnostics.error(spot, 'These fields are required: [Next]');
    checkTarget(item?.Next, `${spot}/Next`, place);
  }
}

function list(value: unknown, path: string, diagnostics: Diagnostics): [number, any][] {
  if (value === undefined) return [];
  if (!Array.isArray(value)) {
    diagnostics.error(path, 'Expected value of type Array');
    return [];
  }
  for (const [at, item] of value.entries()) {
    if (item?.ErrorEquals?.includes?.('States.ALL') && at < value.length - 1)
      diagnostics.error(`${path}[${at}]`, 'States.ALL must appear only in the last element');
  }
  return [...value.entries()];
}

function validateItem(
  item: any,
  spot: string,
  { diagnostics, known }: { diagnostics: Diagnostics; known: readonly string[] },
) {
  for (const field of Object.keys(item ?? {}))
    if (![...known, 'ErrorEquals', 'Comment'].includes(field))
      diagnostics.error(`${spot}/${field}`, 'Field is not supported');
  const errors = item?.ErrorEquals;
  if (errors === undefined) return diagnostics.error(spot, 'These fields are required: [ErrorEquals]');
  if (!Array.isArray(errors) || errors.length === 0)
    return diagnostics.error(`${spot}/ErrorEquals`, 'Value cannot be empty');
  if (errors.includes('States.ALL') && errors.length > 1)
    diagnostics.error(`${spot}/ErrorEquals`, 'States.ALL must appear alone');
  const unknown = errors.filter(
    (name) => typeof name !== 'string' || (name.startsWith('States.') && !RESERVED.has(name)),
  );
  for (const name of unknown)
    diagnostics.error(`${spot}/ErrorEquals`, `Unknown reserved error name: ${JSON.stringify(name)}`);
}

/** Error names that begin with "States." (user guide, "Handling errors in Step Functions workflows"). */
const RESERVED = new Set(
  [
    'ALL',
    'DataLimitExceeded',
    'ExceedToleratedFailureThreshold',
    'HeartbeatTimeout',
    'Http.Socket',
    'ItemReaderFailed',
    'NoChoiceMatched',
    'ParameterPathFailure',
    'Permissions',
    'QueryEvaluationError',
    'ResultPathMatchFailure',
    'ResultWriterFailed',
    'Runtime',
    'TaskFailed',
    'Timeout',
    'BranchFailed',
    'IntrinsicFailure',
  ].map((name) => `States.${name}`),
);
