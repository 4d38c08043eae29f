import { type ExecutionListItem, paginateListExecutions } from '@aws-sdk/client-sfn';
import { CliError, EXIT } from '../failure';
import type { Target } from '../target';

/** The runs of a deployment, the newest first. */
export async function listRuns(target: Target, limit: number, status?: string): Promise<ExecutionListItem[]> {
  const runs: ExecutionListItem[] = [];
  const pages = paginateListExecutions(
    { client: target.clients.stepFunctions, pageSize: Math.min(limit, 1000) },
    { stateMachineArn: target.stateMachineArn, statusFilter: status as 'RUNNING' | undefined },
  );
  for await (const page of pages) {
    runs.push(...(page.executions ?? []));
    if (runs.length >= limit) break;
  }
  return runs.slice(0, limit);
}

/** How far back a shortened name is looked for. */
const LOOK_BACK = 1000;

/**
 * The ARN of the run that `name` means: an ARN, a name, the beginning of one, or `latest`.
 * @throws CliError when none or several match
 */
export async function findRun(target: Target, name: string): Promise<string> {
  if (name.startsWith('arn:')) return name;
  const runs = await listRuns(target, name === 'latest' ? 1 : LOOK_BACK);
  if (name === 'latest') {
    if (runs[0]?.executionArn) return runs[0].executionArn;
    throw new CliError(`deployment "${target.config.deployment}" has no runs yet`, EXIT.usage);
  }
  const exact = runs.find((run) => run.name === name);
  const matches = exact ? [exact] : runs.filter((run) => run.name?.startsWith(name));
  if (matches.length === 1) return matches[0]?.executionArn as string;
  const found = matches.length === 0 ? 'none' : matches.map((run) => run.name).join(', ');
  throw new CliError(
    `expected one run whose name is or begins with "${name}", found ${found}. "vigilant runs" lists them.`,
    EXIT.usage,
  );
}
