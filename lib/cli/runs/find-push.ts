import {
  type ActionExecutionDetail,
  ListActionExecutionsCommand,
  type PipelineExecutionSummary,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import { CliError, EXIT } from '../failure';
import type { Target } from '../target';
import { LOOK_BACK } from './find-run';

/** The executions of the pipeline, the newest first. */
export async function* eachPush(target: Target): AsyncIterable<PipelineExecutionSummary> {
  const pages = paginateListPipelineExecutions(
    { client: target.clients.codePipeline },
    { pipelineName: target.pipeline },
  );
  for await (const page of pages) yield* page.pipelineExecutionSummaries ?? [];
}

/**
 * The push whose commit or pipeline execution begins with `name`; of several pushes of one commit the newest.
 * @throws CliError when several commits or executions match
 */
export async function findPush(target: Target, name: string): Promise<PipelineExecutionSummary | undefined> {
  const matches = new Map<string, PipelineExecutionSummary>();
  let read = 0;
  for await (const push of eachPush(target)) {
    const ids = [push.pipelineExecutionId, ...(push.sourceRevisions ?? []).map((one) => one.revisionId)];
    const id = ids.find((one) => one?.startsWith(name));
    if (id === name) return push;
    if (id !== undefined && !matches.has(id)) matches.set(id, push);
    if (++read === LOOK_BACK) break;
  }
  if (matches.size > 1) {
    throw new CliError(
      `expected one push whose commit or pipeline execution begins with "${name}", ` +
        `found ${[...matches.keys()].join(', ')}. "npx vigilant pushes${target.flags}" lists them.`,
      EXIT.usage,
    );
  }
  return [...matches.values()][0];
}

/** The actions of a pipeline execution, in the order in which they started. */
export async function actionsOf(
  target: Target,
  pipelineExecutionId: string,
): Promise<ActionExecutionDetail[]> {
  const answer = await target.clients.codePipeline.send(
    new ListActionExecutionsCommand({ pipelineName: target.pipeline, filter: { pipelineExecutionId } }),
  );
  return (answer.actionExecutionDetails ?? []).toReversed();
}
