import { type Diagnostic, Diagnostics } from './diagnostics';
import { GRAPH_FIELDS } from './state-fields';
import { checkQueryLanguage, type Surroundings, validateState } from './validate-state';
import type { CheckTask } from './validate-task';

/** What a definition is checked with. */
export interface ValidationOptions {
  readonly type?: string;
  /** Checks tasks against the models of the services and what the runtime has of them; not checked when left out. */
  readonly checkTask?: CheckTask;
}

/**
 * Checks a definition. Messages that recorded answers of the service have are worded alike; what this runtime does
 * not support is an error of its own code.
 */
export function validateDefinition(
  definition: string,
  options: ValidationOptions = {},
): readonly Diagnostic[] {
  const diagnostics = new Diagnostics();
  if (options.type === 'EXPRESS') diagnostics.notSupported('/', 'the state machine type EXPRESS');
  const json = parse(definition, diagnostics);
  if (json !== undefined) validateTop(json, { diagnostics, ...options });
  return diagnostics.found;
}

function parse(definition: string, { found }: Diagnostics): any {
  let json: unknown;
  try {
    if (definition.trim() !== '') json = JSON.parse(definition);
  } catch (error) {
    const message = (error as Error).message;
    found.push({
      severity: 'ERROR',
      code: 'INVALID_JSON_DESCRIPTION',
      message,
      location: `[Source: (String)]`,
    });
    return undefined;
  }
  if (typeof json === 'object' && json !== null && !Array.isArray(json)) return json;
  const message = 'Definition must be a valid JSON object';
  found.push({ severity: 'ERROR', code: 'SCHEMA_VALIDATION_FAILED', message });
  return undefined;
}

interface Options extends ValidationOptions {
  readonly diagnostics: Diagnostics;
}

function validateTop(json: any, { diagnostics, checkTask }: Options): void {
  diagnostics.unknownFields(json, [...GRAPH_FIELDS, 'QueryLanguage', 'TimeoutSeconds', 'Version'], '/');
  const { QueryLanguage: language, TimeoutSeconds: timeout, Version: version } = json;
  checkQueryLanguage(language, '/QueryLanguage', diagnostics);
  if (version !== undefined && version !== '1.0')
    diagnostics.error('/Version', `The field 'Version' should have one of these values: [1.0]`);
  if (timeout !== undefined && !(Number.isInteger(timeout) && timeout > 0 && timeout <= 99_999_999))
    diagnostics.error('/TimeoutSeconds', 'Value must be an integer between 1 and 99999999');
  validateGraph(json, '', { diagnostics, checkTask, language, variables: new Set(), names: new Set() });
}

/** Checks the state machine itself, a branch or an item processor. `path` is the place of the graph. */
function validateGraph(json: any, path: string, around: Surroundings) {
  const { diagnostics } = around;
  const missing = ['States', 'StartAt'].filter((field) => json[field] === undefined);
  if (missing.length > 0) {
    diagnostics.error(path || '/', `These fields are required: [${missing.join(', ')}]`);
    return;
  }
  const { States: states, StartAt: startAt } = json;
  if (typeof states !== 'object' || states === null || Array.isArray(states))
    return diagnostics.error(`${path}/States`, 'Expected value of type Object');
  if (Object.keys(states).length === 0) return diagnostics.error(`${path}/States`, 'Value cannot be empty');
  if (!Object.hasOwn(states, startAt))
    diagnostics.error(`${path}/StartAt`, `Missing 'Next' target: ${startAt}`, 'MISSING_TRANSITION_TARGET');
  const scope = { ...around, states };
  const variables = new Set([...around.variables, ...assignedIn(states)]);
  for (const [name, state] of Object.entries<any>(states)) {
    const place = `${path}/States/${name}`;
    if (name.length > 80) diagnostics.error(place, 'State name exceeds the maximum length of 80 characters');
    if (around.names.has(name))
      diagnostics.error(place, `Duplicate state name: ${name}`, 'DUPLICATE_STATE_NAME');
    around.names.add(name);
    if (typeof state !== 'object' || state === null)
      diagnostics.error(place, 'Expected value of type Object');
    else validateState(state, place, { ...scope, variables, outer: around.variables, validateGraph });
  }
  if (!Object.values<any>(states).some(isTerminal))
    diagnostics.error(undefined, 'Workflow has no terminal state', 'MISSING_END_STATE');
  else if (Object.hasOwn(states, startAt)) reportUnreachable(json, path, diagnostics);
}

/** A state that ends its graph. The service looks for unreachable states only where there is one. */
function isTerminal(state: any): boolean {
  return state?.End === true || state?.Type === 'Succeed' || state?.Type === 'Fail';
}

/** Names of the variables that the states of a graph assign. */
function assignedIn(states: Readonly<Record<string, any>>): string[] {
  const outcomes = Object.values(states).flatMap((state) => [
    state,
    ...(state?.Choices ?? []),
    ...(state?.Catch ?? []),
  ]);
  return outcomes.flatMap((outcome) => Object.keys(outcome?.Assign ?? {}));
}

function reportUnreachable(json: any, path: string, diagnostics: Diagnostics): void {
  const reached = new Set<string>();
  const open = [json.StartAt];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const state = json.States[name];
    if (reached.has(name) || state === undefined || state === null) continue;
    reached.add(name);
    const targets = [state, ...(state.Choices ?? []), ...(state.Catch ?? [])].map((item) => item?.Next);
    open.push(...[...targets, state.Default].filter((target) => typeof target === 'string'));
  }
  for (const name of Object.keys(json.States))
    if (!reached.has(name))
      diagnostics.error(
        `${path}/States/${name}`,
        `State "${name}" is not reachable.`,
        'MISSING_TRANSITION_TARGET',
      );
}
