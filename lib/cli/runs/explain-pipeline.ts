import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import type { Target } from '../target';
import type { PipelineProgress } from './follow-pipeline';
import { jobLogs, reasonOfBuild } from './job-log';

/** Why a pipeline ended before it started a run: the action's own words, and the end of its log. */
export async function explainPipeline(
  { terminal }: Pick<CliContext, 'terminal'>,
  target: Target,
  progress: PipelineProgress,
): Promise<CliError> {
  const failed = progress.actions.findLast((action) => action.status === 'Failed');
  const result = failed?.output?.executionResult;
  let why = result?.errorDetails?.message ?? 'no reason given';
  let more = '';
  if (failed?.input?.actionTypeId?.provider === 'CodeBuild' && result?.externalExecutionId) {
    const [{ lines } = { lines: [] }] = await jobLogs(target, [result.externalExecutionId]);
    for (const line of lines.slice(-20)) terminal.note(`  | ${line}`);
    why = reasonOfBuild(lines) ?? why;
    more = ` "npx vigilant logs ${progress.id}${target.flags}" prints the whole log.`;
  }
  const where = failed ? `stage ${failed.stageName}` : 'the pipeline';
  return new CliError(
    `${where} ended ${progress.status}: ${why}. Nothing was published.${more}`,
    EXIT.negative,
  );
}
