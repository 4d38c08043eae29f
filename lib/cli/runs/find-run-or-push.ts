import { CliError, EXIT } from '../failure';
import type { Target } from '../target';
import { findPush } from './find-push';
import { findRun, NoSuchRun } from './find-run';
import { type PipelineProgress, pipelineProgress } from './follow-pipeline';

/** A run of the publish workflow, or a push that the pipeline works on. */
export type RunOrPush = { readonly run: string } | { readonly push: PipelineProgress };

/**
 * What a name means that a person types: a run as {@link findRun} finds it, else a push by the beginning of its commit
 * or of its pipeline execution.
 * @throws CliError when there is neither, or several match
 */
export async function findRunOrPush(target: Target, name: string): Promise<RunOrPush> {
  try {
    return { run: await findRun(target, name) };
  } catch (error) {
    if (!(error instanceof NoSuchRun)) throw error;
    const push = await findPush(target, name);
    if (push?.pipelineExecutionId === undefined)
      throw new CliError(
        `expected a run whose name, or a push whose commit, is or begins with "${name}", found none. ` +
          `"npx vigilant runs${target.flags}" and "npx vigilant pushes${target.flags}" list them.`,
        EXIT.usage,
      );
    return { push: await pipelineProgress(target, push.pipelineExecutionId) };
  }
}
