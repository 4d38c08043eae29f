import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Target } from '../target';

/** Ends an execution at once. A rule of the deployment sees that and starts its rollback. */
export async function stopRun(target: Target, executionArn: string, cause: string): Promise<void> {
  await target.clients.stepFunctions.send(
    new StopExecutionCommand({ executionArn, error: 'StoppedByOperator', cause }),
  );
}
