import type { Template } from '../jsonata/template';
import type { TaskResource } from './task-resource';

/** A compiled definition, or one of its branches: what the engine walks through. */
export interface StateGraph {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

/** A compiled state machine. */
export interface StateMachineDefinition extends StateGraph {
  readonly timeoutSeconds?: number;
}

/** `Assign` and `Output`, which a state, a Choice rule and a catcher can have. */
export interface Outcome {
  readonly output?: Template;
  readonly assign?: Template;
}

interface Common extends Outcome {
  readonly name: string;
  /** Undefined where the state ends its branch. */
  readonly next?: string;
}

export interface Retrier {
  readonly errorEquals: readonly string[];
  readonly intervalSeconds: number;
  readonly maxAttempts: number;
  readonly backoffRate: number;
  readonly maxDelaySeconds?: number;
  readonly jitter: boolean;
}

export interface Catcher extends Outcome {
  readonly errorEquals: readonly string[];
  readonly next: string;
}

interface Fallible extends Common {
  readonly retry: readonly Retrier[];
  readonly catch: readonly Catcher[];
  readonly arguments?: Template;
}

export interface PassState extends Common {
  readonly type: 'Pass';
}

export interface SucceedState extends Common {
  readonly type: 'Succeed';
}

export interface FailState extends Common {
  readonly type: 'Fail';
  readonly error?: Template;
  readonly cause?: Template;
}

export interface WaitState extends Common {
  readonly type: 'Wait';
  readonly seconds?: Template;
  readonly timestamp?: Template;
}

export interface ChoiceRule extends Outcome {
  readonly condition: Template;
  readonly next: string;
}

export interface ChoiceState extends Common {
  readonly type: 'Choice';
  readonly choices: readonly ChoiceRule[];
  readonly default?: string;
}

export interface TaskState extends Fallible {
  readonly type: 'Task';
  readonly resource: TaskResource;
  readonly timeoutSeconds?: Template;
  readonly heartbeatSeconds?: Template;
}

export interface ParallelState extends Fallible {
  readonly type: 'Parallel';
  readonly branches: readonly StateGraph[];
}

export interface MapState extends Fallible {
  readonly type: 'Map';
  readonly items?: Template;
  readonly itemSelector?: Template;
  /** It has an ItemBatcher, which an inline Map must not have. */
  readonly isBatched: boolean;
  readonly maxConcurrency?: Template;
  readonly toleratedFailureCount?: Template;
  readonly toleratedFailurePercentage?: Template;
  readonly processor: StateGraph;
}

export type State =
  | PassState
  | SucceedState
  | FailState
  | WaitState
  | ChoiceState
  | TaskState
  | ParallelState
  | MapState;
