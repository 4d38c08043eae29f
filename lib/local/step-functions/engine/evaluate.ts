import type { Outcome } from '../definition/states';
import { type Template, TemplateError } from '../jsonata/template';
import type { Branch } from './branch';
import { OutputTooLarge, StateFailure } from './failure';
import { PAYLOAD_LIMIT, Payload, VARIABLES_LIMIT } from './payload';
import type { Transition } from './run-branch';

/** What the expressions of a state see besides its input, variables and context. */
export interface Given {
  readonly result?: Payload;
  readonly errorOutput?: unknown;
}

const NOTHING: Given = {};

/** Evaluates one field of the current state. @throws StateFailure States.QueryEvaluationError */
export async function evaluateField(
  branch: Branch,
  template: Template,
  location: string,
  given: Given = NOTHING,
): Promise<Payload> {
  if (template.constant !== undefined) return template.constant;
  try {
    return await template.evaluate(branch.scope(given), location);
  } catch (error) {
    if (error instanceof TemplateError) throw queryFailure(branch, error.message, error.location);
    throw error;
  }
}

/** A failure of an expression, worded as the service words it. `location` is left out where the service does so. */
export function queryFailure(branch: Branch, detail: string, location?: string): StateFailure {
  return new StateFailure('States.QueryEvaluationError', inState(branch, detail), { location });
}

/** Puts the sentence in front that names the state. */
export function inState(branch: Branch, detail: string): string {
  return `An error occurred while executing the state '${branch.state}' (entered at the event id #${branch.current.enteredId}). ${detail}`;
}

/** Names a JSON type as the service does. */
function jsonType(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}

/**
 * Evaluates a field that must be of a type.
 * @throws StateFailure States.QueryEvaluationError
 */
export async function evaluateTyped(
  branch: Branch,
  template: Template,
  location: string,
  expected: 'array' | 'string' | 'number' | 'integer' | 'boolean',
): Promise<Payload> {
  const payload = await evaluateField(branch, template, location);
  const found = jsonType(payload.value);
  const fits = expected === 'integer' ? Number.isInteger(payload.value) : found === expected;
  if (fits) return payload;
  const source = template.expression?.source ?? payload.text;
  throw queryFailure(
    branch,
    `The JSONata expression '${source}' specified for the field '${location}' returned an unexpected result type. Expected '${expected}', but was '${found}' for value: ${payload.text}`,
    location,
  );
}

/**
 * Evaluates Assign and Output of a state, a rule or a catcher; both see the variables as they were before. `place` is
 * what stands before the names of the fields where they are not the state's own: `Choices[0]/`.
 */
export async function evaluateOutcome(
  branch: Branch,
  outcome: Outcome,
  given: Given & { readonly place?: string; readonly next?: string },
): Promise<Transition> {
  const { place = '', next } = given;
  const assigned = outcome.assign && (await evaluateAssign(branch, outcome.assign, given));
  const output = outcome.output
    ? await evaluateField(branch, outcome.output, `${place}Output`, given)
    : (given.result ?? (given.errorOutput === undefined ? branch.input : Payload.of(given.errorOutput)));
  branch.throwIfCancelled();
  checkSize(branch, output);
  return { output, assigned, next };
}

/**
 * Output is recorded to be refused like this; that arguments, what an ItemSelector gives, and variables are refused in the
 * same words is a guess.
 * @throws OutputTooLarge
 */
export function checkSize(branch: Branch, payload: Payload): void {
  if (payload.exceeds(PAYLOAD_LIMIT)) throw tooLarge(branch);
}

function tooLarge(branch: Branch): OutputTooLarge {
  branch.commit();
  return new OutputTooLarge('States.DataLimitExceeded', tooLargeCause(branch.state));
}

/** Cause of States.DataLimitExceeded for a result of the state or task called `name`. */
export function tooLargeCause(name: string): string {
  return `The state/task '${name}' returned a result with a size exceeding the maximum number of bytes service limit.`;
}

async function evaluateAssign(
  branch: Branch,
  template: Template,
  given: Given & { readonly place?: string },
): Promise<Map<string, Payload>> {
  const values = await evaluateField(branch, template, `${given.place ?? ''}Assign`, given);
  checkSize(branch, values);
  if (branch.run.variableBytes + values.size > VARIABLES_LIMIT) throw tooLarge(branch);
  return new Map(Object.entries(values.value).map(([name, value]) => [name, Payload.of(value)]));
}
