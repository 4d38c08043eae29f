import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import type { Target } from '../target';
import type { PipelineProgress } from './follow-pipeline';
import { jobLogs } from './job-log';

/** Why a pipeline ended before it started a run: the action's own words, and the end of its log. */
export async function explainPipeline(
  { terminal }: Pick<CliContext, 'terminal'>,
  target: Target,
  progress: PipelineProgress,
): Promise<CliError> {
  const failed = progress.actions.findLast((action) => action.status === 'Failed');
  const result = failed?.output?.executionResult;
  if (failed?.input?.actionTypeId?.provider === 'CodeBuild' && result?.externalExecutionId) {
    const [log] = await jobLogs(target, [result.externalExecutionId]);
    for (const line of log?.lines.slice(-20) ?? []) terminal.note(`  | ${line}`);
  }
  const where = failed ? `stage ${failed.stageName}` : 'the pipeline';
  return new CliError(
    `${where} ended ${progress.status}: ${result?.errorDetails?.message ?? 'no reason given'}. Nothing was published.`,
    EXIT.negative,
  );
}
