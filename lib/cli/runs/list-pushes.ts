import {
  type ActionExecutionDetail,
  ListActionExecutionsCommand,
  type PipelineExecutionSummary,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import type { Target } from '../target';
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
  const pages = paginateListPipelineExecutions(
    { client: target.clients.codePipeline, pageSize: Math.min(limit, 100) },
    { pipelineName: target.pipeline },
  );
  const summaries: PipelineExecutionSummary[] = [];
  for await (const page of pages) {
    summaries.push(...(page.pipelineExecutionSummaries ?? []));
    if (summaries.length >= limit) break;
  }
  return await Promise.all(summaries.slice(0, limit).map((summary) => describePush(target, summary)));
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
  const answer = await target.clients.codePipeline.send(
    new ListActionExecutionsCommand({ pipelineName: target.pipeline, filter: { pipelineExecutionId } }),
  );
  return answer.actionExecutionDetails?.find((action) => action.status === 'Failed');
}

/** CodePipeline says only which command of a build failed; the scripts of a build say why, as their last error. */
async function reason(target: Target, action: ActionExecutionDetail): Promise<string | undefined> {
  const result = action.output?.executionResult;
  const said = result?.errorDetails?.message ?? result?.externalExecutionSummary;
  if (action.input?.actionTypeId?.provider !== 'CodeBuild' || !result?.externalExecutionId) return said;
  const [log] = await jobLogs(target, [result.externalExecutionId]);
  return log?.lines.findLast((line) => /^(error|ERROR)\b/.test(line)) ?? said;
}
