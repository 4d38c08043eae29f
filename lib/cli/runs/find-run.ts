import { type ExecutionListItem, paginateListExecutions } from '@aws-sdk/client-sfn';
import { CliError, EXIT } from '../failure';
import type { Target } from '../target';

/** The newest executions of a deployment, of one status if it is given. */
export async function listRuns(target: Target, limit: number, status?: string): Promise<ExecutionListItem[]> {
  const runs: ExecutionListItem[] = [];
  const pages = paginateListExecutions(
    { client: target.clients.stepFunctions, pageSize: Math.min(limit, 100) },
    { stateMachineArn: target.stateMachineArn, statusFilter: status as 'RUNNING' | undefined },
  );
  for await (const page of pages) {
    runs.push(...(page.executions ?? []));
    if (runs.length >= limit) break;
  }
  return runs.slice(0, limit);
}

/** How far back a shortened name is looked for. */
export const LOOK_BACK = 1000;

/** No run has the name, or begins with it. */
export class NoSuchRun extends CliError {}

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
  const found = matches.map((run) => run.name).join(', ') || 'none';
  const message = `expected one run whose name is or begins with "${name}", found ${found}. "npx vigilant runs${target.flags}" lists them.`;
  throw new (matches.length === 0 ? NoSuchRun : CliError)(message, EXIT.usage);
}

async function latestRun(target: Target): Promise<string> {
  const [latest] = await listRuns(target, 1);
  if (latest) return latest.executionArn as string;
  throw new CliError(`deployment "${target.config.deployment}" has no runs yet`, EXIT.usage);
}
