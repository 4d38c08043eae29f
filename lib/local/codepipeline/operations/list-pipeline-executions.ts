import type { Operation } from '../../service';
import type { PipelineExecution } from '../execution';
import {
  type CodePipelineContext,
  date,
  executionsOf,
  known,
  pipelinePermission,
} from './codepipeline-context';
import { decodeToken, encodeToken } from './next-token';

/** `codepipeline:ListPipelineExecutions`, newest first. */
export function listPipelineExecutions({ pipelines, executions }: CodePipelineContext): Operation {
  return {
    permissions: (input, call) =>
      pipelinePermission('ListPipelineExecutions', { path: input.pipelineName, call }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.pipelineName);
      const stage: string | undefined = input.filter?.succeededInStage?.stageName;
      const limit = input.maxResults ?? 100;
      const before = decodeToken(input.nextToken);
      const page: PipelineExecution[] = [];
      for await (const execution of executions.newestFirst(
        executionsOf(pipeline),
        before === undefined ? undefined : Number(before),
      )) {
        if (stage !== undefined && execution.stages[stage] !== 'Succeeded') continue;
        page.push(execution);
        // One more than fits tells whether there is a next page.
        if (page.length > limit) break;
      }
      const hasMore = page.length > limit;
      const shown = page.slice(0, limit);
      return {
        pipelineExecutionSummaries: shown.map(summaryOf),
        nextToken: hasMore ? encodeToken(String(shown.at(-1)?.sequence)) : undefined,
      };
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
