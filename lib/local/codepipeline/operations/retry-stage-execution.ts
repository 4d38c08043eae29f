import { type Operation, ServiceError } from '../../service';
import { isActive, type PipelineExecution } from '../execution';
import type { Pipeline } from '../pipelines';
import {
  type CodePipelineContext,
  executionsOf,
  pipelinePermission,
  stageIndexOf,
} from './codepipeline-context';

/**
 * `codepipeline:RetryStageExecution`: runs the failed actions of a stage again, or all of them. "You can retry a stage
 * immediately after any of the actions fail. All actions that are still in progress continue their work"; to retry all
 * of them "the stage cannot have any actions in progress" (user guide, "Retry a failed stage").
 */
export function retryStageExecution(context: CodePipelineContext): Operation {
  const { pipelines, executions, engine } = context;
  let queue: Promise<unknown> = Promise.resolve();
  return {
    permissions: (input, call) =>
      pipelinePermission('RetryStageExecution', { path: `${input.pipelineName}/${input.stageName}`, call }),
    handle(input, call) {
      const retry = async () => {
        const pipeline = pipelines.get(call.region, input.pipelineName);
        const stageIndex = stageIndexOf(pipeline, input.stageName);
        const execution = await executions.get(
          executionsOf(pipeline),
          input.pipelineExecutionId,
          'StageNotRetryableException',
        );
        await checkLatest(context, { pipeline, stageName: input.stageName, execution });
        const current = execution.actions.filter(
          (run) => run.stageName === input.stageName && !run.isReplaced,
        );
        const failed = current.filter(({ status }) => status === 'Failed' || status === 'Abandoned');
        const isAll = input.retryMode === 'ALL_ACTIONS';
        const isGoingOn =
          execution.status === 'InProgress' && current.some((run) => run.status === 'InProgress');
        if (isGoingOn && !isAll && failed.length > 0)
          await engine.retryInProgress(pipeline, { execution, runs: failed });
        else {
          checkRetryable(context, { pipeline, stageIndex, execution });
          await engine.retry(pipeline, { execution, stageIndex, runs: isAll ? current : failed });
        }
        return { pipelineExecutionId: execution.id };
      };
      // One at a time: the second of two equal requests must see that the stage is in progress again.
      const result = queue.then(retry);
      queue = result.catch(() => undefined);
      return result;
    },
  };
}

async function checkLatest(
  { executions }: CodePipelineContext,
  { pipeline, stageName, execution }: { pipeline: Pipeline; stageName: string; execution: PipelineExecution },
): Promise<void> {
  for await (const newer of executions.newestFirst(executionsOf(pipeline))) {
    if (newer.id === execution.id) return;
    if (newer.stages[stageName] !== undefined)
      throw new ServiceError(
        'NotLatestPipelineExecutionException',
        `Stage ${stageName} has run in execution ${newer.id} since; only that one can be retried.`,
      );
  }
}

function checkRetryable(
  { executions }: CodePipelineContext,
  {
    pipeline,
    stageIndex,
    execution,
  }: { pipeline: Pipeline; stageIndex: number; execution: PipelineExecution },
): void {
  const { stages, version } = pipeline.declaration;
  const status = execution.stages[stages[stageIndex]?.name ?? ''];
  if (isActive(execution) || (status !== 'Failed' && status !== 'Stopped'))
    throw new ServiceError(
      'StageNotRetryableException',
      `Unable to retry: the stage is in status ${status ?? 'not started'} in execution ${execution.id}.`,
    );
  if (execution.pipelineVersion !== version)
    throw new ServiceError(
      'StageNotRetryableException',
      `Unable to retry: the pipeline was updated since (version ${execution.pipelineVersion}, now ${version}).`,
    );
  const occupant = executions
    .activeOf(executionsOf(pipeline))
    .find((other) => other.isInStage && other.stageIndex === stageIndex);
  if (occupant !== undefined)
    throw new ServiceError(
      'ConflictException',
      `The stage is busy with execution ${occupant.id}. Try again later.`,
    );
}
