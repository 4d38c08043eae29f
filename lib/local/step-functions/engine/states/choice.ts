import type { ChoiceState } from '../../definition/states';
import type { Branch } from '../branch';
import { evaluateOutcome, evaluateTyped, inState } from '../evaluate';
import { StateFailure } from '../failure';
import type { Transition } from '../run-branch';

/** Takes the first rule whose condition holds, else the default. Each brings its own Assign and Output. */
export async function runChoice(branch: Branch, state: ChoiceState): Promise<Transition> {
  for (const [at, rule] of state.choices.entries()) {
    const holds = await evaluateTyped(branch, rule.condition, `Choices[${at}]/Condition`, 'boolean');
    if (holds.value) return { ...(await evaluateOutcome(branch, rule)), next: rule.next };
  }
  if (state.default === undefined)
    throw new StateFailure(
      'States.NoChoiceMatched',
      inState(branch, 'No choice rule matched and no Default is specified.'),
    );
  return { ...(await evaluateOutcome(branch, state)), next: state.default };
}
