/** Why a state failed: the error name and cause that Retry, Catch and the history see. Both may be missing. */
export class StateFailure extends Error {
  constructor(
    readonly error: string | undefined,
    readonly reason: string | undefined,
    /** Set if an expression failed: the field it stands in, for the event EvaluationFailed. */
    readonly evaluation?: { readonly location?: string },
    options?: ErrorOptions,
  ) {
    super(`${error ?? 'unnamed error'}: ${reason ?? 'no cause given'}`, options);
    this.name = 'StateFailure';
  }

  /** `$states.errorOutput`. A missing cause is the empty string, as recorded for timeouts. */
  get output(): { Error?: string; Cause: string } {
    return { ...(this.error !== undefined && { Error: this.error }), Cause: this.reason ?? '' };
  }

  /**
   * Whether the execution ends with it at once: histories measured on AWS show nothing of the Parallel or Map state
   * around (https://github.com/floci-io/floci/issues/2868 and its AslExecutorBranchHistoryEventsTest).
   */
  get isRuntime(): boolean {
    return this.error === 'States.Runtime';
  }

  /** The failure as the states around see it: as recorded, only the state whose expression it was tells of that. */
  beyondState(): StateFailure {
    return this.evaluation === undefined ? this : new StateFailure(this.error, this.reason);
  }
}

/** Ends the whole execution; neither Retry nor Catch sees it. */
export class ExecutionFailure extends StateFailure {}

/** The output of a state is too large. User guide: only a catcher that names States.DataLimitExceeded takes it. */
export class OutputTooLarge extends StateFailure {}

/** Thrown inside a branch that was cancelled: its execution was stopped, or a sibling failed. Never recorded. */
export class BranchCancelled extends Error {
  constructor(
    /** The runtime closes: another one goes on with the branch, so its jobs are not stopped. */
    readonly suspended = false,
  ) {
    super('the branch was cancelled');
    this.name = 'BranchCancelled';
  }
}

/**
 * Whether an `ErrorEquals` list matches a failure. As recorded: `States.ALL` matches even States.DataLimitExceeded if it
 * is the result of a task that is too large; nothing matches States.Runtime.
 */
export function matchesError(errorEquals: readonly string[], failure: StateFailure): boolean {
  const { error } = failure;
  if (failure.isRuntime) return false;
  return errorEquals.some((name) => {
    if (name === error) return true;
    if (failure instanceof OutputTooLarge) return false;
    if (name === 'States.ALL') return true;
    if (name === 'States.TaskFailed') return error !== 'States.Timeout';
    return name === 'States.Timeout' && error === 'States.HeartbeatTimeout';
  });
}
