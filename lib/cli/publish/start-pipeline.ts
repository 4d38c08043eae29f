import { StartPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { SOURCE_ACTION } from '../../contract';
import { eachPush } from '../runs/find-push';
import type { Target } from '../target';

/**
 * Has the pipeline take a commit, on whatever branch it is, unless it is at that commit already.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/pipelines-trigger-source-overrides.html
 */
export async function startPipeline(target: Target, commit: string): Promise<{ id: string; isNew: boolean }> {
  const going = await goingOn(target, commit);
  if (going !== undefined) return { id: going, isNew: false };
  const started = await target.clients.codePipeline.send(
    new StartPipelineExecutionCommand({
      name: target.pipeline,
      sourceRevisions: [{ actionName: SOURCE_ACTION, revisionType: 'COMMIT_ID', revisionValue: commit }],
    }),
  );
  return { id: started.pipelineExecutionId as string, isNew: true };
}

/** How many executions back may still be going on: CodePipeline queues no more. */
const LOOK_BACK = 50;

async function goingOn(target: Target, commit: string): Promise<string | undefined> {
  let seen = 0;
  for await (const push of eachPush(target)) {
    const isSame = push.sourceRevisions?.some((revision) => revision.revisionId === commit);
    if (isSame && push.status === 'InProgress') return push.pipelineExecutionId;
    seen += 1;
    if (seen === LOOK_BACK) break;
  }
  return undefined;
}
