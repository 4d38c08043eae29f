import { type ActionExecutionDetail, GetPipelineExecutionCommand } from '@aws-sdk/client-codepipeline';
import { duration } from '../../contract/duration';
import type { CliContext } from '../context';
import type { Target } from '../target';
import { paint } from '../terminal';
import { actionsOf } from './find-push';
import { pauseOf } from './follow-run';

/** How a pipeline execution stands. */
export interface PipelineProgress {
  readonly id: string;
  readonly status: string;
  readonly actions: readonly ActionExecutionDetail[];
}

/** Reads a pipeline execution and its actions, in the order in which they started. */
export async function pipelineProgress(target: Target, id: string): Promise<PipelineProgress> {
  const [execution, actions] = await Promise.all([
    target.clients.codePipeline.send(
      new GetPipelineExecutionCommand({ pipelineName: target.pipeline, pipelineExecutionId: id }),
    ),
    actionsOf(target, id),
  ]);
  return { id, status: execution.pipelineExecution?.status ?? 'Unknown', actions };
}

/** Whether a pipeline execution may still do something. */
export function isGoingOn({ status }: Pick<PipelineProgress, 'status'>): boolean {
  return ['InProgress', 'Stopping'].includes(status);
}

/** The run of the state machine that the pipeline started, if it got that far. */
export function startedRun(progress: PipelineProgress): string | undefined {
  return lastOf(progress, 'StepFunctions')?.output?.executionResult?.externalExecutionId;
}

/** The build that the pipeline started, if it got that far. */
export function startedBuild(progress: PipelineProgress): string | undefined {
  return lastOf(progress, 'CodeBuild')?.output?.executionResult?.externalExecutionId;
}

function lastOf({ actions }: PipelineProgress, provider: string): ActionExecutionDetail | undefined {
  return actions.findLast((action) => action.input?.actionTypeId?.provider === provider);
}

/** Shows the actions of a pipeline execution until the publish run has started or the pipeline has ended. */
export async function followPipeline(
  { terminal, clock, stop }: Pick<CliContext, 'terminal' | 'clock' | 'stop'>,
  target: Target,
  id: string,
): Promise<PipelineProgress> {
  const shown = new Set<string>();
  const live = (lines: readonly string[]) => terminal.live?.(lines);
  for (;;) {
    const progress = await pipelineProgress(target, id);
    for (const action of progress.actions) {
      const line = actionLine(action);
      if (line === undefined || shown.has(line)) continue;
      shown.add(line);
      const style = action.status === 'Failed' ? 'red' : action.status === 'Succeeded' ? 'green' : 'yellow';
      terminal.note(`  ${paint(terminal, style, line)}`);
    }
    const goesOn = isGoingOn(progress) && !startedRun(progress);
    live(goesOn ? [currentAction(progress, clock.now())] : []);
    if (!goesOn) return progress;
    await clock.sleep(pauseOf(target), stop).catch((error) => {
      live([]);
      throw error;
    });
  }
}

/** What the pipeline is at now: it takes one execution after the other. */
function currentAction({ actions }: PipelineProgress, now: number): string {
  const action = actions.findLast(({ status }) => status === 'InProgress');
  if (action === undefined) return '  pipeline: waits for its turn';
  return `  pipeline ${action.stageName}: going on for ${duration(Math.max(0, now - (action.startTime?.getTime() ?? now)))}`;
}

/** One line for each action that has ended, or waits for a person; the publish action is told by its run. */
function actionLine(action: ActionExecutionDetail): string | undefined {
  const provider = action.input?.actionTypeId?.provider;
  if (provider === 'StepFunctions') return undefined;
  if (action.status === 'InProgress') {
    return provider === 'Manual'
      ? `pipeline ${action.stageName} waits for a person: approve it in the CodePipeline console`
      : undefined;
  }
  const took = duration((action.lastUpdateTime?.getTime() ?? 0) - (action.startTime?.getTime() ?? 0));
  const why = action.output?.executionResult?.errorDetails?.message;
  return `pipeline ${action.stageName} ${String(action.status).toLowerCase()} in ${took}${why ? `: ${why}` : ''}`;
}
