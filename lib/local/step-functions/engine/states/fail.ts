import type { FailState } from '../../definition/states';
import type { Branch } from '../branch';
import { evaluateTyped } from '../evaluate';
import { StateFailure } from '../failure';

/** Always throws what the state names. */
export async function runFail(branch: Branch, state: FailState): Promise<never> {
  const error = state.error && (await evaluateTyped(branch, state.error, 'Error', 'string'));
  const cause = state.cause && (await evaluateTyped(branch, state.cause, 'Cause', 'string'));
  branch.commit();
  throw new StateFailure(error?.value, cause?.value);
}
