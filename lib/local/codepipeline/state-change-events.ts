import type { EventBus } from '../events/event-bus';
import type { ActionDeclaration } from './declaration';
import type { ActionRun, PipelineExecution } from './execution';

/** States as events name them. */
export type EventState =
  | 'STARTED'
  | 'SUCCEEDED'
  | 'FAILED'
  | 'RESUMED'
  | 'STOPPING'
  | 'STOPPED'
  | 'CANCELED'
  | 'ABANDONED';

/** State of the event that tells how an execution, or its stage, ended. */
export function endState(status: 'Succeeded' | 'Failed' | 'Stopped' | 'Cancelled'): EventState {
  return status === 'Cancelled' ? 'CANCELED' : (status.toUpperCase() as EventState);
}

/**
 * Publishes state changes.
 * https://docs.aws.amazon.com/codepipeline/latest/userguide/detect-state-changes-cloudwatch-events.html
 */
export class StateChangeEvents {
  constructor(private readonly options: { readonly bus: EventBus; readonly account: string }) {}

  pipeline(execution: PipelineExecution, state: EventState): void {
    this.publish('Pipeline', execution, {
      state,
      'execution-trigger': {
        'trigger-type': execution.trigger.triggerType,
        'trigger-detail': execution.trigger.triggerDetail,
      },
    });
  }

  stage(execution: PipelineExecution, change: { stage: string; state: EventState }): void {
    this.publish('Stage', execution, change);
  }

  action(
    execution: PipelineExecution,
    change: { action: ActionDeclaration; run: ActionRun; state: EventState },
  ): void {
    const { action, run, state } = change;
    const result =
      run.status === 'InProgress'
        ? {}
        : {
            'execution-result': {
              'external-execution-id': run.externalExecutionId,
              'external-execution-url': run.externalExecutionUrl,
              'external-execution-summary': run.summary,
              'error-code': run.errorDetails?.code,
            },
          };
    this.publish('Action', execution, {
      stage: run.stageName,
      action: run.actionName,
      'action-execution-id': run.actionExecutionId,
      state,
      region: execution.region,
      type: action.actionTypeId,
      'input-artifacts': run.inputArtifacts ?? [],
      'output-artifacts': run.outputArtifacts ?? [],
      ...result,
    });
  }

  private publish(
    level: 'Pipeline' | 'Stage' | 'Action',
    execution: PipelineExecution,
    detail: object,
  ): void {
    const { account } = this.options;
    this.options.bus.publish({
      source: 'aws.codepipeline',
      'detail-type': `CodePipeline ${level} Execution State Change`,
      region: execution.region,
      account,
      resources: [`arn:aws:codepipeline:${execution.region}:${account}:${execution.pipelineName}`],
      detail: {
        pipeline: execution.pipelineName,
        'execution-id': execution.id,
        'start-time': new Date(execution.startTime).toISOString(),
        version: execution.pipelineVersion,
        'pipeline-execution-attempt': execution.attempt,
        ...detail,
      },
    });
  }
}
