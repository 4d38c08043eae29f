import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { Target } from '../target';
import { actionsOf, eachPush } from './find-push';
import { jobLogs } from './job-log';

/** A push, and how far the pipeline took it. */
export interface Push {
  readonly commit?: string;
  readonly message?: string;
  readonly pipelineExecution: string;
  readonly status: string;
  readonly startedAt?: string;
  /** Stage that failed. */
  readonly stage?: string;
  /** Why it failed: the job's own last words, or the action's. */
  readonly why?: string;
}

/** The newest executions of the pipeline. */
export async function listPushes(target: Target, limit: number): Promise<Push[]> {
  const summaries: PipelineExecutionSummary[] = [];
  for await (const summary of eachPush(target)) {
    summaries.push(summary);
    if (summaries.length === limit) break;
  }
  return await Promise.all(summaries.map((summary) => describePush(target, summary)));
}

async function describePush(target: Target, summary: PipelineExecutionSummary): Promise<Push> {
  const [revision] = summary.sourceRevisions ?? [];
  const pipelineExecution = summary.pipelineExecutionId ?? '';
  const failed = summary.status === 'Failed' ? await failedAction(target, pipelineExecution) : undefined;
  return {
    commit: revision?.revisionId,
    message: revision?.revisionSummary,
    pipelineExecution,
    status: summary.status ?? 'Unknown',
    startedAt: summary.startTime?.toISOString(),
    stage: failed?.stageName,
    why: failed && (await reason(target, failed)),
  };
}

async function failedAction(
  target: Target,
  pipelineExecutionId: string,
): Promise<ActionExecutionDetail | undefined> {
  const actions = await actionsOf(target, pipelineExecutionId);
  return actions.findLast((action) => action.status === 'Failed');
}

/** CodePipeline says only which command of a build failed; the scripts of a build say why, as their last error. */
async function reason(target: Target, action: ActionExecutionDetail): Promise<string | undefined> {
  const result = action.output?.executionResult;
  const said = result?.errorDetails?.message ?? result?.externalExecutionSummary;
  if (action.input?.actionTypeId?.provider !== 'CodeBuild' || !result?.externalExecutionId) return said;
  const [log] = await jobLogs(target, [result.externalExecutionId]);
  return log?.lines.findLast((line) => /^(error|ERROR)\b/.test(line)) ?? said;
}
