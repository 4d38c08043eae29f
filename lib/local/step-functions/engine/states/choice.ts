import type { ChoiceState } from '../../definition/states';
import type { Branch } from '../branch';
import { evaluateOutcome, evaluateTyped, inState } from '../evaluate';
import { StateFailure } from '../failure';
import type { Transition } from '../run-branch';

/** Takes the first rule whose condition holds, else the default. Each brings its own Assign and Output. */
export async function runChoice(branch: Branch, state: ChoiceState): Promise<Transition> {
  for (const [at, rule] of state.choices.entries()) {
    const place = `Choices[${at}]/`;
    const holds = await evaluateTyped(branch, rule.condition, `${place}Condition`, 'boolean');
    if (holds.value) return evaluateOutcome(branch, rule, { place, next: rule.next });
  }
  if (state.default === undefined) throw noRuleMatched(branch);
  return evaluateOutcome(branch, state, { next: state.default });
}

/**
 * The user guide names States.NoChoiceMatched; the service was measured to answer this
 * (https://github.com/floci-io/floci/pull/3167, "verified with real AWS in us-east-1").
 */
function noRuleMatched(branch: Branch): StateFailure {
  branch.commit();
  const cause = 'Failed to transition out of the state. The state does not point to a next state.';
  return new StateFailure('States.Runtime', inState(branch, cause));
}
