import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { WorkflowInput } from '../../contract';
import type { CliContext } from '../context';
import type { Target } from '../target';
import { executionName } from './execution-name';

/** A run that was started. */
export interface StartedRun {
  readonly name: string;
  readonly arn: string;
}

/** Starts an execution of the publish workflow. */
export async function startRun(
  context: Pick<CliContext, 'clock'>,
  target: Target,
  input: WorkflowInput,
): Promise<StartedRun> {
  const name = executionName(input, context.clock.now());
  const started = await target.clients.stepFunctions.send(
    new StartExecutionCommand({
      stateMachineArn: target.stateMachineArn,
      name,
      input: JSON.stringify(input),
    }),
  );
  return { name, arn: started.executionArn as string };
}
