import type { TaskResource } from '../definition/task-resource';
import type { StateFailure } from '../engine/failure';

/** A task that a state runs. */
export interface TaskRequest {
  readonly resource: TaskResource;
  /** What `Arguments` gave, or the state's input. */
  readonly arguments: any;
  readonly stateName: string;
  /** The same for every attempt to start the same task, also after a restart: lets a service drop the repetition. */
  readonly token: string;
  readonly execution: {
    readonly arn: string;
    readonly name: string;
    readonly roleArn: string;
    readonly region: string;
  };
  /** Aborted when the task times out, its branch is cancelled or its execution stopped. */
  readonly signal: AbortSignal;
}

/** Where the engine has its tasks done. Every method may throw {@link StateFailure} with the error and its cause. */
export interface TaskPort {
  /** What keeps a task with these arguments from being scheduled, a sentence each. @default nothing */
  refusals?(resource: TaskResource, args: unknown): readonly string[];
  /** Request-response, and Lambda. */
  run(request: TaskRequest): Promise<unknown>;
  /** `.sync`, first half: starts the job and gives what the API answered; kept to find the job again. */
  submit(request: TaskRequest): Promise<unknown>;
  /** `.sync`, second half: waits for the job. Also called after a restart, with the stored answer of `submit`. */
  complete(request: TaskRequest, submitted: any): Promise<unknown>;
  /** Stops the job of an abandoned `.sync` task, as far as that works. */
  stop(request: TaskRequest, submitted: any): Promise<void>;
  /** What becomes of a task that was running when the process died and that cannot be found again. */
  lost(request: Omit<TaskRequest, 'signal' | 'arguments'>): StateFailure;
}
