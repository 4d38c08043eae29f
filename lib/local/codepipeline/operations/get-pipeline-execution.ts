import type { Operation } from '../../service';
import { currentRun, type PipelineExecution } from '../execution';
import type { Pipeline } from '../pipelines';
import {
  type CodePipelineContext,
  date,
  executionsOf,
  known,
  pipelinePermission,
} from './codepipeline-context';

/** `codepipeline:GetPipelineExecution` */
export function getPipelineExecution({ pipelines, executions }: CodePipelineContext): Operation {
  return {
    permissions: (input, call) =>
      pipelinePermission('GetPipelineExecution', { path: input.pipelineName, call }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.pipelineName);
      const execution = await executions.get(executionsOf(pipeline), input.pipelineExecutionId);
      return {
        pipelineExecution: known({
          pipelineName: execution.pipelineName,
          pipelineVersion: execution.pipelineVersion,
          pipelineExecutionId: execution.id,
          status: execution.status,
          statusSummary: execution.statusSummary,
          artifactRevisions: artifactRevisions(pipeline, execution),
          variables: Object.entries(execution.variables).map(([name, resolvedValue]) => ({
            name,
            resolvedValue,
          })),
          trigger: execution.trigger,
          executionMode: 'QUEUED',
          executionType: 'STANDARD',
        }),
      };
    },
  };
}

function artifactRevisions(pipeline: Pipeline, execution: PipelineExecution) {
  const [source] = pipeline.declaration.stages;
  return (source?.actions ?? []).flatMap((action) => {
    const run = currentRun(execution, { stageName: source?.name ?? '', actionName: action.name });
    if (run?.revision === undefined) return [];
    const { revisionId, revisionSummary, revisionUrl, created } = run.revision;
    const name = action.outputArtifacts[0]?.name;
    return [known({ name, revisionId, revisionSummary, revisionUrl, created: date(created) })];
  });
}
