import {
  type ActionExecutionDetail,
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  paginateListPipelineExecutions,
} from '@aws-sdk/client-codepipeline';
import { duration } from '../../contract/duration';
import type { CliContext } from '../context';
import type { Target } from '../target';
import { paint } from '../terminal';

/** The newest execution of the pipeline for a commit. */
export async function findPipelineExecution(target: Target, commit: string): Promise<string | undefined> {
  const pages = paginateListPipelineExecutions(
    { client: target.clients.codePipeline },
    { pipelineName: target.pipeline },
  );
  for await (const page of pages) {
    const found = page.pipelineExecutionSummaries?.find((summary) =>
      summary.sourceRevisions?.some((revision) => revision.revisionId === commit),
    );
    if (found) return found.pipelineExecutionId;
  }
  return undefined;
}

/** How a pipeline execution stands. */
export interface PipelineProgress {
  readonly status: string;
  readonly actions: readonly ActionExecutionDetail[];
}

/** Reads a pipeline execution and its actions, in the order in which they started. */
export async function pipelineProgress(target: Target, id: string): Promise<PipelineProgress> {
  const { codePipeline } = target.clients;
  const pipelineName = target.pipeline;
  const [execution, actions] = await Promise.all([
    codePipeline.send(new GetPipelineExecutionCommand({ pipelineName, pipelineExecutionId: id })),
    codePipeline.send(new ListActionExecutionsCommand({ pipelineName, filter: { pipelineExecutionId: id } })),
  ]);
  return {
    status: execution.pipelineExecution?.status ?? 'Unknown',
    actions: (actions.actionExecutionDetails ?? []).toReversed(),
  };
}

/** The run of the state machine that the pipeline started, if it got that far. */
export function startedRun(progress: PipelineProgress): string | undefined {
  const invoked = progress.actions.findLast(
    (action) => action.input?.actionTypeId?.provider === 'StepFunctions',
  );
  return invoked?.output?.executionResult?.externalExecutionId;
}

/** Shows the actions of a pipeline execution until the publish run has started or the pipeline has ended. */
export async function followPipeline(
  { terminal, clock, stop }: Pick<CliContext, 'terminal' | 'clock' | 'stop'>,
  target: Target,
  id: string,
): Promise<PipelineProgress> {
  const shown = new Set<string>();
  for (;;) {
    const progress = await pipelineProgress(target, id);
    for (const action of progress.actions) {
      const line = actionLine(action);
      if (line === undefined || shown.has(line)) continue;
      shown.add(line);
      terminal.note(`  ${paint(terminal, action.status === 'Succeeded' ? 'green' : 'red', line)}`);
    }
    if (!['InProgress', 'Stopping'].includes(progress.status) || startedRun(progress)) return progress;
    await clock.sleep(300, stop);
  }
}

/** One line for each action that has ended; the publish action is told by its run. */
function actionLine(action: ActionExecutionDetail): string | undefined {
  if (action.status === 'InProgress' || action.input?.actionTypeId?.provider === 'StepFunctions')
    return undefined;
  const took = duration((action.lastUpdateTime?.getTime() ?? 0) - (action.startTime?.getTime() ?? 0));
  const why = action.output?.executionResult?.errorDetails?.message;
  return `pipeline ${action.stageName} ${String(action.status).toLowerCase()} in ${took}${why ? `: ${why}` : ''}`;
}
