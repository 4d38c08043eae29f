import { type Operation, ServiceError } from '../../service';
import { type CodePipelineContext, pipelinePermission, stageIndexOf } from './codepipeline-context';

/** `codepipeline:EnableStageTransition` and `codepipeline:DisableStageTransition`, inbound. */
export function stageTransition(
  operation: 'EnableStageTransition' | 'DisableStageTransition',
  { pipelines, engine, clock }: CodePipelineContext,
): Operation {
  const enabled = operation === 'EnableStageTransition';
  return {
    permissions: (input, call) =>
      pipelinePermission(operation, { path: `${input.pipelineName}/${input.stageName}`, call }),
    async handle(input, call) {
      const pipeline = pipelines.get(call.region, input.pipelineName);
      stageIndexOf(pipeline, input.stageName);
      if (input.transitionType !== 'Inbound')
        throw new ServiceError(
          'ValidationException',
          `transitionType: only Inbound is emulated, got ${input.transitionType}; use the next stage's inbound transition`,
        );
      await pipelines.setTransition(pipeline, input.stageName, {
        enabled,
        lastChangedBy: call.principal.arn,
        lastChangedAt: clock.now(),
        ...(enabled ? {} : { disabledReason: input.reason }),
      });
      if (enabled) engine.schedule(pipeline);
      return {};
    },
  };
}
