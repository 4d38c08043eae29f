import type { Operation } from '../../service';
import type { StageDeclaration } from '../declaration';
import { type ActionRun, currentRun, type PipelineExecution } from '../execution';
import type { Pipeline } from '../pipelines';
import {
  type CodePipelineContext,
  date,
  executionsOf,
  known,
  pipelinePermission,
} from './codepipeline-context';

/** `codepipeline:GetPipelineState`: per stage the execution that was in it last, and those that wait to enter. */
export function getPipelineState(context: CodePipelineContext): Operation {
  return {
    permissions: (input, call) => pipelinePermission('GetPipelineState', { path: input.name, call }),
    async handle(input, call) {
      const pipeline = context.pipelines.get(call.region, input.name);
      const latest = await latestByStage(context, pipeline);
      return {
        pipelineName: pipeline.declaration.name,
        pipelineVersion: pipeline.declaration.version,
        stageStates: pipeline.declaration.stages.map((stage, index) =>
          stageState(context, { pipeline, stage, index, latest: latest.get(stage.name) }),
        ),
        created: new Date(pipeline.created),
        updated: new Date(pipeline.updated),
      };
    },
  };
}

async function latestByStage({ executions }: CodePipelineContext, pipeline: Pipeline) {
  const latest = new Map<string, PipelineExecution>();
  for await (const execution of executions.newestFirst(executionsOf(pipeline))) {
    for (const name of Object.keys(execution.stages)) if (!latest.has(name)) latest.set(name, execution);
    if (pipeline.declaration.stages.every(({ name }) => latest.has(name))) break;
  }
  return latest;
}

function stageState(
  { executions, pipelines }: CodePipelineContext,
  request: {
    pipeline: Pipeline;
    stage: StageDeclaration;
    index: number;
    latest: PipelineExecution | undefined;
  },
) {
  const { pipeline, stage, index, latest } = request;
  const waiting = executions
    .activeOf(executionsOf(pipeline))
    .filter(({ stageIndex, isInStage }) => stageIndex === index && !isInStage)
    .map((execution) => ({ pipelineExecutionId: execution.id, status: 'InProgress' }));
  const { enabled, lastChangedAt, ...change } = pipelines.transition(pipeline, stage.name);
  return known({
    stageName: stage.name,
    inboundExecution: waiting[0],
    inboundExecutions: waiting,
    inboundTransitionState: known({ enabled, ...change, lastChangedAt: date(lastChangedAt) }),
    actionStates: stage.actions.map((action) =>
      actionState(latest, { stage: stage.name, action: action.name }),
    ),
    latestExecution:
      latest === undefined
        ? undefined
        : { pipelineExecutionId: latest.id, status: latest.stages[stage.name], type: 'STANDARD' },
  });
}

function actionState(
  execution: PipelineExecution | undefined,
  { stage, action }: { stage: string; action: string },
) {
  const run =
    execution === undefined ? undefined : currentRun(execution, { stageName: stage, actionName: action });
  if (run === undefined) return { actionName: action };
  return known({
    actionName: action,
    currentRevision:
      run.revision === undefined
        ? undefined
        : {
            revisionId: run.revision.revisionId,
            revisionChangeId: run.revision.revisionId,
            created: date(run.revision.created),
          },
    latestExecution: latestExecution(run),
    revisionUrl: run.revision?.revisionUrl,
  });
}

function latestExecution(run: ActionRun) {
  return known({
    actionExecutionId: run.actionExecutionId,
    status: run.status,
    summary: run.summary || undefined,
    lastStatusChange: date(run.lastUpdateTime),
    // A token is of use only while the approval is open.
    token: run.status === 'InProgress' ? run.token : undefined,
    lastUpdatedBy: run.updatedBy,
    externalExecutionId: run.externalExecutionId,
    externalExecutionUrl: run.externalExecutionUrl,
    errorDetails: run.errorDetails,
  });
}
