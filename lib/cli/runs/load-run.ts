import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { Target } from '../target';
import { readHistory } from './read-history';
import { type RunReport, runReport } from './run-report';

/** Reads an execution and its whole history. */
export async function loadRun(target: Target, executionArn: string): Promise<RunReport> {
  const execution = await target.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
  return runReport(execution, await readHistory(target, executionArn));
}
