import type { Catcher, MapState, ParallelState, State, TaskState, WaitState } from '../definition/states';
import type { Branch } from './branch';
import { evaluateOutcome } from './evaluate';
import { ExecutionFailure, matchesError, StateFailure } from './failure';
import { WHOLE } from './history-event';
import type { Payload } from './payload';
import { retryDelay } from './retry-delay';
import { runChoice } from './states/choice';
import { runFail } from './states/fail';
import { runMap } from './states/map';
import { runParallel } from './states/parallel';
import { runTask } from './states/task';
import { runWait } from './states/wait';

/** Where a state leads: its output, its variables and the next state; without one the branch ends. */
export interface Transition {
  readonly output: Payload;
  readonly assigned?: ReadonlyMap<string, Payload>;
  readonly next: string | undefined;
}

/** Walks a branch to its end. @throws StateFailure that nothing in the branch caught. */
export async function runBranch(branch: Branch): Promise<Payload> {
  for (;;) {
    const state = branch.graph.states.get(branch.state);
    if (state === undefined) throw new Error(`expected a state named "${branch.state}", found none`);
    if (branch.progress === undefined) enter(branch, state);
    const { output, assigned, next } = await runState(branch, state);
    leave(branch, state, output, assigned);
    if (next === undefined) return output;
    branch.state = next;
    const pause = branch.run.yieldToEventLoop();
    if (pause !== undefined) await pause;
  }
}

function enter(branch: Branch, state: State): void {
  const enteredId = branch.emit(
    `${state.type}StateEntered`,
    { name: state.name, input: branch.input.text, inputDetails: WHOLE },
    { step: false },
  );
  branch.progress = {
    enteredId,
    enteredAt: branch.run.now(),
    committed: false,
    retryCount: 0,
    retries: [],
  };
}

function leave(
  branch: Branch,
  state: State,
  output: Payload,
  assigned: ReadonlyMap<string, Payload> | undefined,
): void {
  branch.commit();
  branch.emit(`${state.type}StateExited`, {
    ...(assigned && {
      assignedVariables: Object.fromEntries([...assigned].map(([name, value]) => [name, value.text])),
      assignedVariablesDetails: WHOLE,
    }),
    name: state.name,
    output: output.text,
    outputDetails: WHOLE,
  });
  if (assigned) branch.assign(assigned);
  branch.input = output;
  branch.progress = undefined;
}

async function runState(branch: Branch, state: State): Promise<Transition> {
  for (;;) {
    try {
      if (branch.current.backoffUntil !== undefined) await waitForRetry(branch);
      return await attempt(branch, state);
    } catch (error) {
      if (!(error instanceof StateFailure)) throw error;
      const transition = await recover(branch, state, error);
      if (transition !== undefined) return transition;
    }
  }
}

function attempt(branch: Branch, state: State): Promise<Transition> {
  switch (state.type) {
    case 'Choice':
      return runChoice(branch, state);
    case 'Fail':
      return runFail(branch, state);
    case 'Pass':
    case 'Succeed':
      return evaluateOutcome(branch, state, { next: state.next });
    default:
      return work(branch, state);
  }
}

/** What takes time. */
async function work(
  branch: Branch,
  state: WaitState | TaskState | MapState | ParallelState,
): Promise<Transition> {
  const { next } = state;
  switch (state.type) {
    case 'Wait':
      await runWait(branch, state);
      return evaluateOutcome(branch, state, { next });
    case 'Task':
      return evaluateOutcome(branch, state, { next, result: await runTask(branch, state) });
    case 'Map':
      return evaluateOutcome(branch, state, { next, result: await runMap(branch, state) });
    case 'Parallel':
      return evaluateOutcome(branch, state, { next, result: await runParallel(branch, state) });
  }
}

/** Retry, then Catch. Undefined: try again. @throws the failure if neither takes it. */
async function recover(branch: Branch, state: State, failure: StateFailure): Promise<Transition | undefined> {
  branch.throwIfCancelled();
  if (failure instanceof ExecutionFailure) throw failure;
  const { progress } = branch;
  if (progress === undefined) throw failure;
  progress.task = undefined;
  progress.fan = undefined;
  if (failure.evaluation) recordEvaluation(branch, failure);
  if ('retry' in state) {
    const at = state.retry.findIndex((retrier) => matchesError(retrier.errorEquals, failure));
    const retrier = state.retry[at];
    const used = progress.retries[at] ?? 0;
    if (retrier !== undefined && used < retrier.maxAttempts) {
      for (let i = 0; i <= at; i++) progress.retries[i] ??= 0;
      progress.retries[at] = used + 1;
      progress.retryCount += 1;
      progress.backoffUntil = branch.run.now() + retryDelay(retrier, used, branch.run.options.random);
      branch.changed();
      return undefined;
    }
  }
  const { previous } = branch;
  recordFailed(branch, state, failure);
  if ('catch' in state) {
    const at = state.catch.findIndex((item) => matchesError(item.errorEquals, failure));
    const catcher = state.catch[at];
    if (catcher !== undefined)
      return caught(branch, catcher, { state, failure, previous, place: `Catch[${at}]/` });
  }
  throw failure.beyondState();
}

/** What went wrong in a state, and where its branch stood before the history told of it. */
interface Fall {
  readonly state: State;
  readonly failure: StateFailure;
  readonly previous: number;
  readonly place: string;
}

/**
 * A state whose catcher fails has failed again, in a chain that leaves its first failure out: measured on AWS for
 * Parallel (https://github.com/floci-io/floci, AslExecutorBranchHistoryEventsTest); that Map does alike is a guess.
 */
async function caught(
  branch: Branch,
  catcher: Catcher,
  { state, failure, previous, place }: Fall,
): Promise<Transition> {
  const errorOutput = failure.output;
  try {
    return await evaluateOutcome(branch, catcher, { errorOutput, place, next: catcher.next });
  } catch (error) {
    if (!(error instanceof StateFailure)) throw error;
    if (error.evaluation) {
      branch.previous = previous;
      recordEvaluation(branch, error);
      recordFailed(branch, state, error);
    }
    throw error.beyondState();
  }
}

function recordFailed(branch: Branch, state: State, failure: StateFailure): void {
  if ((state.type === 'Map' || state.type === 'Parallel') && !failure.isRuntime)
    branch.emit(`${state.type}StateFailed`);
}

function recordEvaluation(branch: Branch, failure: StateFailure): void {
  branch.emit('EvaluationFailed', {
    error: failure.error,
    cause: failure.reason,
    ...(failure.evaluation?.location !== undefined && { location: failure.evaluation.location }),
    state: branch.state,
  });
  branch.current.committed = true;
}

async function waitForRetry(branch: Branch): Promise<void> {
  const until = branch.progress?.backoffUntil;
  if (until === undefined) return;
  const { clock } = branch.run.options;
  await clock.sleep(Math.max(0, until - clock.now()), branch.signal).catch(() => branch.throwIfCancelled());
  branch.throwIfCancelled();
  branch.current.backoffUntil = undefined;
  branch.changed();
}
