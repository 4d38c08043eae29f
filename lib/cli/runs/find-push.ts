import {
  type ActionExecutionDetail,
  ListActionExecutionsCommand,
  type PipelineExecutionSummary,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import type { Target } from '../target';

/** The executions of the pipeline, the newest first. */
export async function* eachPush(target: Target): AsyncIterable<PipelineExecutionSummary> {
  const pages = paginateListPipelineExecutions(
    { client: target.clients.codePipeline },
    { pipelineName: target.pipeline },
  );
  for await (const page of pages) yield* page.pipelineExecutionSummaries ?? [];
}

/** The newest push whose commit or pipeline execution begins with `name`. */
export async function findPush(target: Target, name: string): Promise<PipelineExecutionSummary | undefined> {
  for await (const push of eachPush(target)) {
    const ids = [push.pipelineExecutionId, ...(push.sourceRevisions ?? []).map((one) => one.revisionId)];
    if (ids.some((id) => id?.startsWith(name))) return push;
  }
  return undefined;
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
