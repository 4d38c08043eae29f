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
import { decodeToken, encodeToken } from './next-token';

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
      const after = decodeToken(input.nextToken);
      const limit = input.maxResults ?? 100;
      const page: ReturnType<typeof detailOf>[] = [];
      let isPast = after === undefined;
      for await (const { execution, run } of newestRuns(source)) {
        if (latest?.startTimeRange === 'Latest' && run.isReplaced) continue;
        if (isPast) page.push(detailOf(pipeline, { execution, run }));
        isPast ||= run.actionExecutionId === after;
        // One more than fits tells whether there is a next page.
        if (page.length > limit) break;
      }
      const shown = page.slice(0, limit);
      return {
        actionExecutionDetails: shown,
        nextToken: page.length > limit ? encodeToken(shown.at(-1)?.actionExecutionId ?? '') : undefined,
      };
    },
  };
}

async function* newestRuns(executions: AsyncIterable<PipelineExecution> | readonly PipelineExecution[]) {
  for await (const execution of executions)
    for (const run of execution.actions.toReversed()) yield { execution, run };
}

function detailOf(pipeline: Pipeline, { execution, run }: { execution: PipelineExecution; run: ActionRun }) {
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
