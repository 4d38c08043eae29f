import { ActionFailure, type ActionRunner } from '../action-runner';
import type { Approvals } from '../approvals';

/**
 * Manual approval: waits for PutApprovalResult. Notifications are refused: GetPipelineState shows what waits.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
 */
export function manualApproval(options: { readonly approvals: Approvals }): ActionRunner {
  return {
    type: 'Approval/AWS/Manual/1',
    configuration: ['CustomData', 'ExternalEntityLink'],
    async run(context) {
      const { status, summary } = await options.approvals.decision(context.actionExecutionId, {
        executionId: context.pipelineExecutionId,
        pipeline: { region: context.region, pipelineName: context.pipelineName },
        signal: context.signal,
      });
      if (status === 'Rejected') throw new ActionFailure('Rejected', summary || 'The approval was rejected.');
      return { summary };
    },
  };
}
