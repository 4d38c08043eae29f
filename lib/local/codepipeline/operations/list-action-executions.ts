import type { Listing } from '../../paging';
import type { Operation } from '../../service';
import type { ActionRun, PipelineExecution } from '../execution';
import type { Pipeline } from '../pipelines';
import {
  type CodePipelineContext,
  date,
  executionsOf,
  known,
  pipelinePermission,
} from './codepipeline-context';
import { pageOf } from './page';

/** `codepipeline:ListActionExecutions`: every attempt at every action, newest first. */
export function listActionExecutions({ pipelines, executions }: CodePipelineContext): Operation {
  return {
    permissions: (input, call) =>
      pipelinePermission('ListActionExecutions', { path: input.pipelineName, call }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.pipelineName);
      const latest = input.filter?.latestInPipelineExecution;
      const id: string | undefined = input.filter?.pipelineExecutionId ?? latest?.pipelineExecutionId;
      const source =
        id === undefined
          ? executions.newestFirst(executionsOf(pipeline))
          : [await executions.get(executionsOf(pipeline), id)];
      const isWanted = (run: ActionRun) => latest?.startTimeRange !== 'Latest' || !run.isReplaced;
      const list: Listing<Attempt> = {
        name: `actions of ${pipeline.arn} ${JSON.stringify(input.filter ?? {})}`,
        async *items(after) {
          let isPast = after === undefined;
          for await (const attempt of newestRuns(source)) {
            if (isPast && isWanted(attempt.run)) yield attempt;
            isPast ||= attempt.run.actionExecutionId === after;
          }
        },
        keyOf: ({ run }) => run.actionExecutionId,
      };
      const { items, nextToken } = await pageOf(list, input);
      return { actionExecutionDetails: items.map((attempt) => detailOf(pipeline, attempt)), nextToken };
    },
  };
}

interface Attempt {
  readonly execution: PipelineExecution;
  readonly run: ActionRun;
}

async function* newestRuns(
  executions: AsyncIterable<PipelineExecution> | readonly PipelineExecution[],
): AsyncIterable<Attempt> {
  for await (const execution of executions)
    for (const run of execution.actions.toReversed()) yield { execution, run };
}

function detailOf(pipeline: Pipeline, { execution, run }: Attempt) {
  const declared = pipeline.declaration.stages
    .find(({ name }) => name === run.stageName)
    ?.actions.find(({ name }) => name === run.actionName);
  return known({
    pipelineExecutionId: execution.id,
    actionExecutionId: run.actionExecutionId,
    pipelineVersion: execution.pipelineVersion,
    stageName: run.stageName,
    actionName: run.actionName,
    startTime: date(run.startTime),
    lastUpdateTime: date(run.lastUpdateTime),
    updatedBy: run.updatedBy,
    status: run.status,
    input: known({
      actionTypeId: declared?.actionTypeId,
      configuration: declared?.configuration,
      resolvedConfiguration: run.resolvedConfiguration,
      roleArn: declared?.roleArn,
      region: execution.region,
      inputArtifacts: run.inputArtifacts ?? [],
      namespace: declared?.namespace,
    }),
    output: outputOf(run),
  });
}

function outputOf(run: ActionRun) {
  return known({
    outputArtifacts: run.status === 'Succeeded' ? (run.outputArtifacts ?? []) : [],
    executionResult: known({
      externalExecutionId: run.externalExecutionId,
      externalExecutionSummary: run.summary,
      externalExecutionUrl: run.externalExecutionUrl,
      errorDetails: run.errorDetails,
    }),
    outputVariables: run.outputVariables ?? {},
  });
}
