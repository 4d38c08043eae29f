import type { Listing } from '../../paging';
import type { Operation } from '../../service';
import type { PipelineExecution } from '../execution';
import {
  type CodePipelineContext,
  date,
  executionsOf,
  known,
  pipelinePermission,
} from './codepipeline-context';
import { pageOf } from './page';

/** `codepipeline:ListPipelineExecutions`, newest first. */
export function listPipelineExecutions({ pipelines, executions }: CodePipelineContext): Operation {
  return {
    permissions: (input, call) =>
      pipelinePermission('ListPipelineExecutions', { path: input.pipelineName, call }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.pipelineName);
      const stage: string | undefined = input.filter?.succeededInStage?.stageName;
      const list: Listing<PipelineExecution> = {
        name: `executions of ${pipeline.arn} ${stage ?? ''}`,
        async *items(after) {
          const before = after === undefined ? undefined : Number(after);
          for await (const execution of executions.newestFirst(executionsOf(pipeline), before))
            if (stage === undefined || execution.stages[stage] === 'Succeeded') yield execution;
        },
        keyOf: ({ sequence }) => String(sequence),
      };
      const { items, nextToken } = await pageOf(list, input);
      return { pipelineExecutionSummaries: items.map(summaryOf), nextToken };
    },
  };
}

function summaryOf(execution: PipelineExecution) {
  return known({
    pipelineExecutionId: execution.id,
    status: execution.status,
    statusSummary: execution.statusSummary,
    startTime: date(execution.startTime),
    lastUpdateTime: date(execution.lastUpdateTime),
    sourceRevisions: execution.actions.flatMap(({ actionName, revision, isReplaced }) =>
      revision === undefined || isReplaced
        ? []
        : [
            known({
              actionName,
              revisionId: revision.revisionId,
              revisionSummary: revision.revisionSummary,
              revisionUrl: revision.revisionUrl,
            }),
          ],
    ),
    trigger: execution.trigger,
    stopTrigger:
      execution.stopRequest === undefined ? undefined : known({ reason: execution.stopRequest.reason }),
    executionMode: 'QUEUED',
    executionType: 'STANDARD',
  });
}
