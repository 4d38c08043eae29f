import { DescribeExecutionCommand, GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import type { Target } from '../target';
import { type RunReport, runReport } from './run-report';

/** Reads an execution and its whole history. */
export async function loadRun(target: Target, arn: string): Promise<RunReport> {
  const { stepFunctions } = target.clients;
  const execution = await stepFunctions.send(new DescribeExecutionCommand({ executionArn: arn }));
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await stepFunctions.send(
      new GetExecutionHistoryCommand({ executionArn: arn, maxResults: 1000, nextToken }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken);
  return runReport(execution, events);
}
