import { DescribeExecutionCommand, type ExecutionListItem, ListExecutionsCommand } from '@aws-sdk/client-sfn';
import pLimit from 'p-limit';
import type { RunList, RunSummary } from '../../console/api/run';
import { runSummary } from '../runs/run-summary';
import type { Target } from '../target';
import { shareAnswer } from './share-answer';

/** DescribeExecution is answered 15 times a second in the long run (developer guide, "Quotas related to API action throttling"). */
const AT_ONCE = 10;
/** How many of the runs that are not known yet an answer waits for; with a page that asks every five seconds, 10 a second. */
const DESCRIBED_PER_ANSWER = 50;
/** Largest page of ListExecutions (API reference). */
const LARGEST_PAGE = 1000;

/**
 * Lists the newest runs, up to a page of the service: one call to ListExecutions. What that does not tell (package,
 * version, trigger, result) takes a call for each run. One that has ended never changes and is described once; of the
 * others an answer describes the newest few, and leaves the rest to those that come after it.
 */
export function createRunList(target: Target): (limit: number) => Promise<RunList> {
  const { stepFunctions } = target.clients;
  const ended = new Map<string, RunSummary>();
  const atOnce = pLimit(AT_ONCE);
  const describe = async (executionArn: string) => {
    const run = runSummary(await stepFunctions.send(new DescribeExecutionCommand({ executionArn })));
    if (run.status !== 'RUNNING') ended.set(executionArn, run);
    return run;
  };
  const newest = shareAnswer(async (): Promise<RunList> => {
    const { executions = [], nextToken } = await stepFunctions.send(
      new ListExecutionsCommand({ stateMachineArn: target.stateMachineArn, maxResults: LARGEST_PAGE }),
    );
    const unknown = executions.filter((item) => !ended.has(item.executionArn as string));
    const due = new Set(unknown.slice(0, DESCRIBED_PER_ANSWER));
    const runs = await Promise.all(
      executions.map((item) => {
        const known = ended.get(item.executionArn as string);
        if (known !== undefined) return known;
        return due.has(item) ? atOnce(() => describe(item.executionArn as string)) : listed(item);
      }),
    );
    return { runs, older: nextToken !== undefined };
  });
  return async (limit) => {
    const { runs, older } = await newest();
    return { runs: runs.slice(0, limit), older: older || runs.length > limit };
  };
}

/** What the list alone tells. */
function listed(item: ExecutionListItem): RunSummary {
  return {
    name: item.name as string,
    status: item.status as string,
    dryRun: false,
    startedAt: (item.startDate as Date).toISOString(),
    endedAt: item.stopDate?.toISOString(),
  };
}
