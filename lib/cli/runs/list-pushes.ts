import type { ActionExecutionDetail, PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import type { Target } from '../target';
import { explainCause } from './explain-cause';
import { actionsOf, eachPush } from './find-push';
import { jobLogs, reasonOfBuild } from './job-log';

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

/** CodePipeline says little: builds and runs have words of their own. */
async function reason(target: Target, action: ActionExecutionDetail): Promise<string | undefined> {
  const result = action.output?.executionResult;
  const said = result?.errorDetails?.message ?? result?.externalExecutionSummary;
  const id = result?.externalExecutionId;
  const provider = action.input?.actionTypeId?.provider;
  if (provider === 'StepFunctions' && id && said) return reasonOfRun(target, id, said);
  if (provider !== 'CodeBuild' || !id) return said;
  const [log] = await jobLogs(target, [id]);
  return reasonOfBuild(log?.lines ?? []) ?? said;
}

/** What the action says of a run ends with the run's error and its cause, which is JSON. */
function reasonOfRun({ flags }: Target, arn: string, said: string): string {
  const [, error, cause = ''] = /\. Error: ([^,]+)(?:, Cause: (.*))?$/s.exec(said) ?? [];
  if (error === undefined) return said;
  return `${explainCause(error, cause)}; npx vigilant show ${arn.split(':').at(-1)}${flags} tells more`;
}
