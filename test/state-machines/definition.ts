import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_MACHINES_DIRECTORY } from '../../lib/constructs/definitions';

/** A state, or a state machine, as its file has it. */
export type State = Record<string, any>;

/** Text of `state-machines/<name>.asl.json`. */
export function textOf(name: string): string {
  return readFileSync(join(STATE_MACHINES_DIRECTORY, `${name}.asl.json`), 'utf8');
}

/** Every state with its name, those inside Maps included. */
export function allStates(machine: State): [string, State][] {
  return Object.entries<State>(machine['States']).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state['ItemProcessor'] ? allStates(state['ItemProcessor']) : []),
  ]);
}

/** Longest time that the tasks of a machine take if each fails until it is given up, once through. */
export function longestOf(machine: State): number {
  return Object.values<State>(machine['States']).reduce(
    (sum, state) =>
      sum +
      (state['ItemProcessor']
        ? longestOf(state['ItemProcessor'])
        : state['Type'] === 'Task'
          ? longest(state)
          : 0),
    0,
  );
}

/** Errors with which a task is refused at once, so that it does not use its timeout. */
const REFUSALS = ['CodeBuild.AccountLimitExceededException'];

/** Longest time that a task can take, all its retries and their pauses included. */
function longest(state: State): number {
  const retriers: State[] = state['Retry'] ?? [];
  return retriers.reduce((sum, retrier) => {
    const { MaxAttempts: attempts, ErrorEquals: errors } = retrier;
    const isRefused = errors.every((error: string) => REFUSALS.includes(error));
    return sum + pausesOf(retrier) + (isRefused ? 0 : attempts * state['TimeoutSeconds']);
  }, state['TimeoutSeconds']);
}

function pausesOf(retrier: State): number {
  const {
    IntervalSeconds: interval,
    BackoffRate: rate,
    MaxAttempts: attempts,
    MaxDelaySeconds: most,
  } = retrier;
  return Array.from({ length: attempts }, (_, i) => Math.min(interval * rate ** i, most)).reduce(
    (sum, pause) => sum + pause,
    0,
  );
}

/** Names of the states from the start to an end when nothing fails and every choice takes its default: a first publish. */
export function defaultWay({ StartAt, States }: State): string[] {
  const way: string[] = [];
  for (let name = StartAt; name; name = States[name].Default ?? States[name].Next) way.push(name);
  return way;
}
