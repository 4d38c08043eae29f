import { type Operation, ServiceError } from '../../service';
import { isActive } from '../execution';
import { type CodePipelineContext, executionsOf, pipelinePermission } from './codepipeline-context';

/**
 * `codepipeline:StopPipelineExecution`: waits for the actions in progress, or abandons them. Abandoning does not end
 * the builds and executions that they have started.
 */
export function stopPipelineExecution({ pipelines, executions, engine }: CodePipelineContext): Operation {
  return {
    permissions: (input, call) =>
      pipelinePermission('StopPipelineExecution', { path: input.pipelineName, call }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.pipelineName);
      const execution = await executions.get(
        executionsOf(pipeline),
        input.pipelineExecutionId,
        'PipelineExecutionNotStoppableException',
      );
      const abandon: boolean = input.abandon ?? false;
      if (!isActive(execution))
        throw new ServiceError(
          'PipelineExecutionNotStoppableException',
          `The pipeline execution ${execution.id} is in status ${execution.status} and cannot be stopped.`,
        );
      // From "stop and wait" the only further request is "stop and abandon".
      if (execution.stopRequest !== undefined && (execution.stopRequest.abandon || !abandon))
        throw new ServiceError(
          'DuplicatedStopRequestException',
          `The pipeline execution ${execution.id} is already being stopped.`,
        );
      await engine.stop(pipeline, { execution, abandon, reason: input.reason });
      return { pipelineExecutionId: execution.id };
    },
  };
}
