import {
  DescribeExecutionCommand,
  type ExecutionListItem,
  paginateListExecutions,
} from '@aws-sdk/client-sfn';
import { CliError, EXIT } from '../failure';
import type { Target } from '../target';
import { parseJson } from './parse-json';

/** The executions of a deployment, the newest first. */
export async function* eachRun(target: Target, status?: string): AsyncIterable<ExecutionListItem> {
  const pages = paginateListExecutions(
    { client: target.clients.stepFunctions, pageSize: 100 },
    { stateMachineArn: target.stateMachineArn, statusFilter: status as 'RUNNING' | undefined },
  );
  for await (const page of pages) yield* page.executions ?? [];
}

/** The newest executions of a deployment. */
export async function listRuns(target: Target, limit: number): Promise<ExecutionListItem[]> {
  const runs: ExecutionListItem[] = [];
  for await (const run of eachRun(target)) {
    runs.push(run);
    if (runs.length === limit) break;
  }
  return runs;
}

/** How far back a shortened name is looked for. */
const LOOK_BACK = 1000;

/**
 * The ARN of the run that `name` means: an ARN, a name, the beginning of one, or `latest`.
 * @throws CliError when none or several match
 */
export async function findRun(target: Target, name: string): Promise<string> {
  if (name.startsWith('arn:')) return name;
  if (name === 'latest') return latestRun(target);
  const runs = await listRuns(target, LOOK_BACK);
  const exact = runs.find((run) => run.name === name);
  const matches = exact ? [exact] : runs.filter((run) => run.name?.startsWith(name));
  if (matches.length === 1) return matches[0]?.executionArn as string;
  const found = matches.length === 0 ? 'none' : matches.map((run) => run.name).join(', ');
  throw new CliError(
    `expected one run whose name is or begins with "${name}", found ${found}. "vigilant runs" lists them.`,
    EXIT.usage,
  );
}

/** The newest run that is about a version: the scheduled looks for expired locks are not what anyone means. */
async function latestRun(target: Target): Promise<string> {
  for await (const { executionArn } of eachRun(target)) {
    const run = await target.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (parseJson(run.input)?.operation !== 'sweep') return executionArn as string;
  }
  throw new CliError(`deployment "${target.config.deployment}" has no runs yet`, EXIT.usage);
}
