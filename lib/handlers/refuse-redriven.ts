import { ExecutionRedriven } from '../contract';

/**
 * Step Functions lets anyone redrive an execution that was stopped or timed out, for 14 days: it goes on at the step
 * where it ended and takes no lock anew (developer guide, "Restarting state machine executions with redrive"). By then
 * its recovery has rolled the version back, and another run may have published it, which this one would take away.
 *
 * @throws ExecutionRedriven
 */
export function refuseRedriven(event: {
  readonly redriven: boolean;
  readonly package: string;
  readonly version: string;
}): void {
  if (!event.redriven) return;
  throw new ExecutionRedriven(
    `${event.package} ${event.version}: expected an execution that holds the lock of the version, found one that was ` +
      'redriven, and left everything as it is: start a rollback of this version, then publish it again',
  );
}
