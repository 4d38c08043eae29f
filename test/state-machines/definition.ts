import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { STATE_MACHINES_DIRECTORY } from '../../lib/contract/definitions';

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

/** Longest time a task can take, all its retries and their pauses included. */
function longest(state: State): number {
  const [retry] = state['Retry'] ?? [];
  if (!retry) return state['TimeoutSeconds'] ?? 0;
  let pauses = 0;
  for (let i = 0; i < retry.MaxAttempts; i++)
    pauses += Math.min(retry.IntervalSeconds * retry.BackoffRate ** i, retry.MaxDelaySeconds);
  return state['TimeoutSeconds'] * (retry.MaxAttempts + 1) + pauses;
}

/** Names of the states from the start to an end when nothing fails and every choice takes its default: a first publish. */
export function defaultWay({ StartAt, States }: State): string[] {
  const way: string[] = [];
  for (let name = StartAt; name; name = States[name].Default ?? States[name].Next) way.push(name);
  return way;
}
