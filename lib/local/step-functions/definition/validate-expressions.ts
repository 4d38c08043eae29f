import { Expression, expressionSource, isHalfExpression } from '../jsonata/expression';
import { PROCESSORS } from './state-fields';
import type { StatePlace } from './validate-state';

/** Where `$states.result` and `$states.errorOutput` exist. */
type Given = 'nothing' | 'result' | 'error';

/** Members of `$states`, and where they exist (user guide, "Reserved variable: $states"). */
const MEMBERS: Readonly<Record<string, Given | 'everywhere'>> = {
  input: 'everywhere',
  context: 'everywhere',
  result: 'result',
  errorOutput: 'error',
};
const WITH_RESULT = ['Task', 'Map', 'Parallel'];
const OUTCOME = new Set(['Assign', 'Output']);
/** Fields that are looked at by themselves, and the one that nobody reads. */
const ELSEWHERE = new Set(['Catch', 'Choices', ...PROCESSORS, 'Branches', 'Retry', 'Comment']);

/**
 * Checks the expressions of a state. One that cannot be parsed, and one that names what the service does not have there,
 * is refused in the words that it was measured to use (https://github.com/floci-io/floci/pull/2699 and 2786; for `$` and
 * `$states.result` a guess). A name that nothing assigns is a warning only: as recorded, the service creates such a
 * state machine and fails its execution.
 */
export function validateExpressions(state: any, path: string, place: StatePlace): void {
  for (const [field, value] of Object.entries(state)) {
    if (ELSEWHERE.has(field)) continue;
    const given = OUTCOME.has(field) && WITH_RESULT.includes(state.Type) ? 'result' : 'nothing';
    check(value, `${path}/${field}`, { ...place, given });
  }
  checkAssign(state.Assign, path, place);
  for (const [list, given] of [
    ['Choices', 'nothing'],
    ['Catch', 'error'],
  ] as const) {
    for (const [at, item] of Object.entries<any>(Array.isArray(state[list]) ? state[list] : [])) {
      check(item, `${path}/${list}[${at}]`, { ...place, given });
      checkAssign(item?.Assign, `${path}/${list}[${at}]`, place);
    }
  }
}

function checkAssign(assign: unknown, path: string, { diagnostics, outer }: StatePlace) {
  if (assign === undefined) return;
  if (typeof assign !== 'object' || assign === null || Array.isArray(assign))
    return diagnostics.error(`${path}/Assign`, 'Expected value of type Object');
  for (const name of Object.keys(assign)) {
    const spot = `${path}/Assign/${name}`;
    if (name === 'states') diagnostics.error(spot, "The variable name 'states' is reserved");
    else if (!/^[\p{ID_Start}_][\p{ID_Continue}\u200c\u200d]{0,79}$/u.test(name))
      diagnostics.error(spot, `Invalid variable name: ${name}`);
    else if (outer.has(name))
      diagnostics.error(
        spot,
        `The variable '${name}' is assigned in an outer scope and cannot be assigned here`,
      );
  }
}

function check(value: unknown, path: string, place: StatePlace & { given: Given }): void {
  if (typeof value === 'string') {
    const source = expressionSource(value);
    if (source !== undefined) checkExpression(source, path, place);
    // User guide, "Transforming data with JSONata": "Improperly opening or closing the expression will result in a
    // validation error". Its code and words are a guess.
    else if (isHalfExpression(value))
      place.diagnostics.error(
        path,
        "An expression must begin with '{%' and end with '%}', with nothing around",
        'INVALID_JSONATA_EXPRESSION',
      );
  } else if (value !== null && typeof value === 'object') {
    for (const [key, item] of Object.entries(value))
      check(item, Array.isArray(value) ? `${path}[${key}]` : `${path}/${key}`, place);
  }
}

function checkExpression(source: string, path: string, place: StatePlace & { given: Given }) {
  const { diagnostics } = place;
  const unsupported = (at: string, message: string) =>
    diagnostics.error(at, message, 'UNSUPPORTED_JSONATA_EXPRESSION');
  let expression: Expression;
  try {
    expression = Expression.of(source);
  } catch (error) {
    return diagnostics.error(path, (error as Error).message, 'INVALID_JSONATA_EXPRESSION');
  }
  for (const name of expression.topLevelNames)
    unsupported(path, `Reference to '${name}'${name === '$' ? '' : ' at the top level'} is not supported.`);
  if (expression.names.includes('$')) unsupported(path, "Reference to '$$' is not supported.");
  for (const name of expression.free)
    if (name !== 'states' && !place.variables.has(name) && !expression.calls.has(name))
      diagnostics.warning(path, `The variable '$${name}' is not assigned before it is used`);
  if (expression.calls.has('eval'))
    diagnostics.warning(path, "The function '$eval' is not supported; use '$parse'");
  for (const member of expression.stateMembers) {
    if (member === 'context.Task')
      diagnostics.notSupported(path, "the callback pattern, and so '$states.context.Task',");
    else if (MEMBERS[member] === undefined) diagnostics.warning(path, `'$states.${member}' does not exist`);
    else if (MEMBERS[member] !== 'everywhere' && MEMBERS[member] !== place.given)
      unsupported(path, `Reference to '$states.${member}' is not supported.`);
  }
}
