import { type ActionContext, ActionFailure, type ActionRunner } from '../action-runner';
import type { Approvals } from '../approvals';

/** An approval fails when no one has decided within seven days, or those that it declares. */
const PATIENCE_MINUTES = 7 * 24 * 60;

/**
 * Manual approval: publishes a request to the topic of `NotificationArn`, then waits for PutApprovalResult.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals.html
 */
export function manualApproval(approvals: Approvals): ActionRunner {
  return {
    type: 'Approval/AWS/Manual/1',
    configuration: ['NotificationArn', 'CustomData', 'ExternalEntityLink'],
    artifacts: { input: [0, 0], output: [0, 0] },
    timeoutInMinutes: PATIENCE_MINUTES,
    async run(context) {
      // The external id says that the request is out already: it is not published again after a restart.
      if (context.externalExecutionId === undefined) {
        await notify(context);
        await context.started({ id: context.actionExecutionId });
      }
      const { status, summary } = await approvals.decision(context.actionExecutionId, {
        executionId: context.pipelineExecutionId,
        pipeline: { region: context.region, pipelineName: context.pipelineName },
        signal: context.signal,
      });
      if (status === 'Rejected') throw new ActionFailure('Rejected', summary || 'The approval was rejected.');
      return { summary };
    },
  };
}

/** Shape: https://docs.aws.amazon.com/codepipeline/latest/userguide/approvals-json-format.html */
async function notify(context: ActionContext): Promise<void> {
  const { NotificationArn, CustomData, ExternalEntityLink } = context.configuration;
  if (NotificationArn === undefined) return;
  const { pipelineName, stageName, region, action } = context;
  const expires = context.startTime + (action.timeoutInMinutes ?? PATIENCE_MINUTES) * 60_000;
  const consoleLink = `https://console.aws.amazon.com/codepipeline/home?region=${region}#/view/${pipelineName}`;
  const approval = {
    pipelineName,
    stageName,
    actionName: action.name,
    token: context.token,
    expires: new Date(expires).toISOString().replace(/:\d\d\.\d+Z$/, 'Z'),
    externalEntityLink: ExternalEntityLink ?? null,
    approvalReviewLink: `${consoleLink}/${stageName}/${action.name}/approve/${context.token}`,
    customData: CustomData ?? null,
  };
  await context.call('sns', 'Publish', {
    TopicArn: NotificationArn,
    Subject: `APPROVAL NEEDED: AWS CodePipeline ${pipelineName} for action ${action.name}`.slice(0, 99),
    Message: JSON.stringify({ region, consoleLink, approval }),
  });
}
