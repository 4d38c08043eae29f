import type { WaitState } from '../../definition/states';
import type { Branch } from '../branch';
import { evaluateTyped, inState, queryFailure } from '../evaluate';
import { StateFailure } from '../failure';
import { parseTimestamp } from '../timestamp';

/** Longest wait: an execution lasts a year at most. */
const LONGEST_WAIT_SECONDS = 99_999_999;
/** Timestamps may be this far off: the service counts seconds in 32 bits. */
const LONGEST_DELAY_MS = (2 ** 31 - 1) * 1000;

/** Waits for a number of seconds or until a time. A resumed wait keeps the end it had. */
export async function runWait(branch: Branch, state: WaitState): Promise<void> {
  const { current } = branch;
  const { clock } = branch.run.options;
  if (current.waitUntil === undefined) {
    current.waitUntil = await waitEnd(branch, state);
    branch.commit();
    branch.changed();
  }
  const left = current.waitUntil - clock.now();
  if (left > 0) await clock.sleep(left, branch.signal).catch(() => branch.throwIfCancelled());
  branch.throwIfCancelled();
}

async function waitEnd(branch: Branch, state: WaitState): Promise<number> {
  if (state.seconds) {
    const { value } = await evaluateTyped(branch, state.seconds, 'Seconds', 'integer');
    if (value < 0 || value > LONGEST_WAIT_SECONDS) {
      branch.commit();
      throw queryFailure(
        branch,
        `The Seconds field must be between 0 and ${LONGEST_WAIT_SECONDS}, but was: ${value}`,
        'Seconds',
      );
    }
    return branch.run.now() + value * 1000;
  }
  if (!state.timestamp) throw new Error(`state "${state.name}": expected Seconds or Timestamp`);
  const { value } = await evaluateTyped(branch, state.timestamp, 'Timestamp', 'string');
  const time = parseTimestamp(value);
  if (time !== undefined) {
    if (time - branch.run.now() <= LONGEST_DELAY_MS) return time;
    // Recorded: 24,855 days succeed, 24,856 do not.
    branch.commit();
    throw new StateFailure('States.Runtime', inState(branch, 'Wait state delay is too long.'));
  }
  // Recorded: this failure follows the entry of the state, those of expressions do not.
  branch.commit();
  throw queryFailure(
    branch,
    `The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: ${value}`,
    'Timestamp',
  );
}
