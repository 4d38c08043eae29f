import { parseTimestamp } from '../engine/timestamp';
import { expressionSource } from '../jsonata/expression';
import { type Diagnostics, NOT_SUPPORTED } from './diagnostics';
import { DISTRIBUTED_FIELDS, GRAPH_FIELDS, JSONPATH_FIELDS, PROCESSORS, STATE_FIELDS } from './state-fields';
import { parseTaskResource, type TaskResource } from './task-resource';
import { unsupportedResource } from './unsupported-resource';
import { validateErrorHandling } from './validate-error-handling';
import { validateExpressions } from './validate-expressions';
import type { CheckTask } from './validate-task';

/** What is known where a graph stands. */
export interface Surroundings {
  readonly diagnostics: Diagnostics;
  readonly checkTask?: CheckTask;
  /** Query language of the state machine. */
  readonly language?: string;
  /** Variables that can be read here. */
  readonly variables: ReadonlySet<string>;
  /** Names of all states so far: they are unique in the whole definition. */
  readonly names: Set<string>;
}

/** What is known where a state stands. */
export interface StatePlace extends Surroundings {
  readonly states: Readonly<Record<string, unknown>>;
  /** Variables of the scopes around, which must not be assigned here. */
  readonly outer: ReadonlySet<string>;
  validateGraph(json: any, path: string, around: Surroundings): void;
}

/** Checks one state and all in it. */
export function validateState(state: any, path: string, place: StatePlace) {
  const { diagnostics } = place;
  const fields = STATE_FIELDS[state.Type];
  if (fields === undefined) {
    const types = Object.keys(STATE_FIELDS).join(', ');
    return diagnostics.error(`${path}/Type`, `The field 'Type' should have one of these values: [${types}]`);
  }
  checkQueryLanguage(state.QueryLanguage, `${path}/QueryLanguage`, diagnostics);
  if (state.QueryLanguage === 'JSONPath' && place.language === 'JSONata')
    return diagnostics.error(
      path,
      "'QueryLanguage' can not be 'JSONPath' if set to 'JSONata' for whole state machine",
    );
  if ((state.QueryLanguage ?? place.language ?? 'JSONPath') === 'JSONPath')
    return diagnostics.notSupported(path, `the query language JSONPath (set "QueryLanguage": "JSONata")`);
  for (const field of Object.keys(state)) {
    if (fields.includes(field)) continue;
    if (DISTRIBUTED_FIELDS.has(field) && state.Type === 'Map')
      diagnostics.notSupported(`${path}/${field}`, `the distributed Map, and so its field "${field}",`);
    else
      diagnostics.error(
        path,
        JSONPATH_FIELDS.has(field)
          ? `The QueryLanguage is set to 'JSONata', but field '${field}' is only supported for the 'JSONPath' QueryLanguage`
          : `Field '${field}' is not supported`,
      );
  }
  validateTransition(state, path, place);
  validateErrorHandling(state, path, place);
  validateExpressions(state, path, place);
  CHECKS[state.Type]?.(state, path, place);
}

/** Also for the state machine as a whole. */
export function checkQueryLanguage(value: unknown, path: string, diagnostics: Diagnostics): void {
  if (value === undefined) return;
  if (typeof value !== 'string') diagnostics.error(path, 'Expected value of type [STRING]');
  else if (!['JSONPath', 'JSONata'].includes(value))
    diagnostics.error(path, 'Value should be one of the following: [JSONPath, JSONata]');
}

function validateTransition(state: any, path: string, place: StatePlace): void {
  const { diagnostics } = place;
  if (['Choice', 'Succeed', 'Fail'].includes(state.Type)) return;
  if (state.Next === undefined && state.End !== true)
    diagnostics.error(path, "These fields are required: [Next] or ['End': true]");
  if (state.Next !== undefined && state.End !== undefined)
    diagnostics.error(path, 'Only one of these fields is allowed: [Next, End]');
  checkTarget(state.Next, `${path}/Next`, place);
}

/** A transition must lead to a state of the same graph. */
export function checkTarget(target: unknown, path: string, place: StatePlace): void {
  if (target !== undefined && !(typeof target === 'string' && Object.hasOwn(place.states, target)))
    place.diagnostics.error(path, `Missing 'Next' target: ${target}`, 'MISSING_TRANSITION_TARGET');
}

type Check = (state: any, path: string, place: StatePlace) => void;

const CHECKS: Readonly<Record<string, Check>> = {
  Task(state, path, place) {
    const { diagnostics } = place;
    if (typeof state.Resource !== 'string')
      return diagnostics.error(path, 'These fields are required: [Resource]');
    if (state.Credentials !== undefined)
      diagnostics.notSupported(`${path}/Credentials`, 'the field "Credentials"');
    const [timeout, heartbeat] = [state.TimeoutSeconds, state.HeartbeatSeconds];
    for (const field of ['TimeoutSeconds', 'HeartbeatSeconds'])
      checkNumber(state[field], `${path}/${field}`, diagnostics, { min: 1, max: 99_999_999 });
    if (typeof timeout === 'number' && typeof heartbeat === 'number' && heartbeat >= timeout)
      diagnostics.error(`${path}/HeartbeatSeconds`, 'HeartbeatSeconds must be smaller than TimeoutSeconds');
    checkResource(state, path, place);
  },
  Wait(state, path, { diagnostics }) {
    const given = ['Seconds', 'Timestamp'].filter((field) => state[field] !== undefined);
    if (given.length !== 1)
      diagnostics.error(path, 'Exactly one of these fields is required: [Seconds, Timestamp]');
    checkNumber(state.Seconds, `${path}/Seconds`, diagnostics, { min: 0, max: 99_999_999 });
    const { Timestamp: time } = state;
    if (time === undefined || isExpression(time)) return;
    if (typeof time !== 'string' || parseTimestamp(time) === undefined)
      diagnostics.error(`${path}/Timestamp`, 'String does not match RFC3339 timestamp');
  },
  Fail(state, path, { diagnostics }) {
    for (const field of ['Error', 'Cause'])
      if (state[field] !== undefined && typeof state[field] !== 'string')
        diagnostics.error(`${path}/${field}`, 'Expected value of type [STRING]');
  },
  Choice(state, path, place) {
    const { diagnostics } = place;
    if (!Array.isArray(state.Choices)) return diagnostics.error(path, 'These fields are required: [Choices]');
    if (state.Choices.length === 0) diagnostics.error(`${path}/Choices`, 'Value cannot be empty');
    checkTarget(state.Default, `${path}/Default`, place);
    for (const [at, rule] of state.Choices.entries()) {
      const spot = `${path}/Choices[${at}]`;
      const missing = ['Condition', 'Next'].filter((field) => rule?.[field] === undefined);
      if (missing.length > 0) diagnostics.error(spot, `These fields are required: [${missing.join(', ')}]`);
      for (const field of Object.keys(rule ?? {}))
        if (!['Condition', 'Next', 'Assign', 'Output', 'Comment'].includes(field))
          diagnostics.error(`${spot}/${field}`, 'Field is not supported');
      const { Condition: condition } = rule ?? {};
      if (condition !== undefined && typeof condition !== 'boolean' && !isExpression(condition))
        diagnostics.error(`${spot}/Condition`, 'Value must be a boolean or a JSONata expression');
      checkTarget(rule?.Next, `${spot}/Next`, place);
    }
  },
  Parallel(state, path, place) {
    if (!Array.isArray(state.Branches))
      return place.diagnostics.error(path, 'These fields are required: [Branches]');
    if (state.Branches.length === 0) place.diagnostics.error(`${path}/Branches`, 'Value cannot be empty');
    for (const [at, item] of state.Branches.entries()) {
      const [branch, spot] = [item ?? {}, `${path}/Branches[${at}]`];
      place.diagnostics.unknownFields(branch, GRAPH_FIELDS, spot);
      place.validateGraph(branch, spot, place);
    }
  },
  Map(state, path, place) {
    const { diagnostics } = place;
    const { Items: items } = state;
    const [field, second] = PROCESSORS.filter((name) => state[name] !== undefined);
    if (field === undefined) return diagnostics.error(path, 'These fields are required: [ItemProcessor]');
    if (second !== undefined)
      diagnostics.error(path, `There should only be one of the following fields: [${PROCESSORS.join(', ')}]`);
    const [processor, spot] = [state[field] ?? {}, `${path}/${field}`];
    diagnostics.unknownFields(processor, [...GRAPH_FIELDS, 'ProcessorConfig'], spot);
    checkMode(processor.ProcessorConfig?.Mode, `${spot}/ProcessorConfig/Mode`, diagnostics);
    if (items !== undefined && !Array.isArray(items) && !isExpression(items))
      diagnostics.error(`${path}/Items`, 'Value must be an array or a JSONata expression');
    checkNumber(state.MaxConcurrency, `${path}/MaxConcurrency`, diagnostics, { min: 0 });
    checkNumber(state.ToleratedFailureCount, `${path}/ToleratedFailureCount`, diagnostics, { min: 0 });
    checkNumber(state.ToleratedFailurePercentage, `${path}/ToleratedFailurePercentage`, diagnostics, {
      min: 0,
      max: 100,
      what: 'a number',
    });
    place.validateGraph(processor, spot, place);
  },
};

/** INLINE is the default (user guide, "Using Map state in Inline mode"). */
function checkMode(mode: unknown, path: string, diagnostics: Diagnostics): void {
  if (mode === 'DISTRIBUTED') diagnostics.notSupported(path, 'the distributed Map');
  else if (mode !== undefined && mode !== 'INLINE')
    diagnostics.error(path, `The field 'Mode' should have one of these values: [INLINE, DISTRIBUTED]`);
}

function checkResource(state: any, path: string, { diagnostics, checkTask }: StatePlace) {
  const place = `${path}/Resource`;
  let resource: TaskResource;
  try {
    resource = parseTaskResource(state.Resource);
  } catch (error) {
    return diagnostics.error(place, (error as Error).message);
  }
  const unsupported = unsupportedResource(resource);
  if (unsupported !== undefined) return diagnostics.error(place, unsupported, NOT_SUPPORTED);
  for (const { field, message, isUnsupported } of checkTask?.(resource, state.Arguments) ?? [])
    diagnostics.error(
      field === undefined ? place : `${path}/Arguments`,
      message,
      isUnsupported ? NOT_SUPPORTED : undefined,
    );
}

function isExpression(value: unknown): boolean {
  return typeof value === 'string' && expressionSource(value) !== undefined;
}

/**
 * The words for what is out of range were measured (https://github.com/floci-io/floci/issues/3733 for a Map,
 * https://github.com/aws-cloudformation/cfn-lint/issues/4075 for a Wait): a percentage has a decimal place.
 */
function checkNumber(
  value: unknown,
  path: string,
  diagnostics: Diagnostics,
  limits: { min: number; max?: number; what?: string },
): void {
  if (value === undefined || isExpression(value)) return;
  const { min, max = Number.POSITIVE_INFINITY, what = 'an integer' } = limits;
  const isInteger = what === 'an integer';
  const text = (limit: number) => (isInteger ? limit : limit.toFixed(1));
  if (typeof value !== 'number' || (isInteger && !Number.isInteger(value)))
    diagnostics.error(path, `Value must be ${what} or a JSONata expression`);
  else if (value < min) diagnostics.error(path, `Minimum value is ${text(min)}`);
  else if (value > max) diagnostics.error(path, `Maximum value is ${text(max)}`);
}
