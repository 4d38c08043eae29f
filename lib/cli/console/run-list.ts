import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import type { RunSummary } from '../../console/api/run';
import { listRuns } from '../runs/find-run';
import type { Target } from '../target';
import { runSummary } from './run-summary';

/** DescribeExecution is answered 15 times a second in the long run on AWS (Step Functions quotas). */
const AT_ONCE = 10;

/**
 * Lists the newest runs. The list of executions has neither input nor result, so each is described; one that has ended
 * never changes and is described once.
 */
export function createRunList(target: Target): (limit: number) => Promise<RunSummary[]> {
  const ended = new Map<string, RunSummary>();
  const describe = async (executionArn: string) => {
    const known = ended.get(executionArn);
    if (known !== undefined) return known;
    const run = runSummary(
      await target.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn })),
    );
    if (run.status !== 'RUNNING') ended.set(executionArn, run);
    return run;
  };
  return async (limit) => {
    const items = await listRuns(target, limit);
    const runs: RunSummary[] = [];
    for (let start = 0; start < items.length; start += AT_ONCE) {
      const some = items.slice(start, start + AT_ONCE);
      runs.push(...(await Promise.all(some.map((item) => describe(item.executionArn as string)))));
    }
    return runs;
  };
}
