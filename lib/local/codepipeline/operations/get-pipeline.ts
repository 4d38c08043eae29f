import { type Operation, ServiceError } from '../../service';
import { type CodePipelineContext, pipelinePermission } from './codepipeline-context';

/** `codepipeline:GetPipeline`. Only the current version is kept. */
export function getPipeline({ pipelines }: CodePipelineContext): Operation {
  return {
    permissions: (input, call) => pipelinePermission('GetPipeline', { path: input.name, call }),
    handle(input, call) {
      const pipeline = pipelines.get(call.region, input.name);
      if (input.version !== undefined && input.version !== pipeline.declaration.version)
        throw new ServiceError(
          'PipelineVersionNotFoundException',
          `Only version ${pipeline.declaration.version} of pipeline '${input.name}' is kept locally, not ${input.version}`,
        );
      return {
        pipeline: pipeline.declaration,
        metadata: {
          pipelineArn: pipeline.arn,
          created: new Date(pipeline.created),
          updated: new Date(pipeline.updated),
        },
      };
    },
  };
}
