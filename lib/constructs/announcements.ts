import { ArnFormat, Stack } from 'aws-cdk-lib';
import { EventField, type EventPattern, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SnsTopic } from 'aws-cdk-lib/aws-events-targets';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { EVENT_DETAIL_TYPES, EVENT_SOURCE } from '../contract';
import type { Notifications } from './notifications';

/** Properties of {@link Announcements}. */
export interface AnnouncementsProps {
  /** Prefix of the rules' names. */
  readonly deployment: string;
  readonly pipelineName: string;
  readonly stateMachine: IStateMachine;
  readonly stateMachineName: string;
  readonly notifications: Notifications;
}

/** Tells people at once, in a sentence, what they should look at. Other teams put rules of their own on the events. */
export class Announcements extends Construct {
  readonly rollbackIncomplete: Rule;
  readonly pipelineFailed: Rule;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: AnnouncementsProps,
  ) {
    super(scope, id);
    const field = EventField.fromPath;
    this.rollbackIncomplete = this.rule('RollbackIncomplete', {
      description: 'A region is left with what a failed run added',
      pattern: {
        source: [EVENT_SOURCE],
        detailType: [EVENT_DETAIL_TYPES.rollbackIncomplete],
        // Deployments of one account share the event bus.
        detail: { execution: [{ prefix: this.executionPrefix() }] },
      },
      message: `Rollback incomplete: ${field('$.detail.package')} ${field('$.detail.version')} is left in some regions. Run: ${field('$.detail.execution')}`,
    });
    this.pipelineFailed = this.rule('PipelineFailed', {
      description: 'The pipeline failed before or while publishing',
      pattern: {
        source: ['aws.codepipeline'],
        detailType: ['CodePipeline Pipeline Execution State Change'],
        detail: { pipeline: [props.pipelineName], state: ['FAILED'] },
      },
      message: `Pipeline ${field('$.detail.pipeline')} failed. Execution: ${field('$.detail.execution-id')}`,
    });
    this.rule('RecoveryStarted', {
      description: 'A version was still locked after its run had ended',
      pattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: {
          stateMachineArn: [props.stateMachine.stateMachineArn],
          status: ['RUNNING'],
          // Not those that a person starts: they have neither.
          input: [
            { prefix: '{"operation":"rollback","failed":' },
            { prefix: '{"operation":"rollback","lockExpired":' },
          ],
        },
      },
      message: `Recovery started for a publish run that ended without cleaning up: ${field('$.detail.executionArn')}`,
    });
  }

  private executionPrefix(): string {
    return Stack.of(this).formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${this.props.stateMachineName}:`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
  }

  private rule(
    id: string,
    { description, pattern, message }: { description: string; pattern: EventPattern; message: string },
  ): Rule {
    return new Rule(this, id, {
      ruleName: `${this.props.deployment}-${id}`,
      description,
      eventPattern: pattern,
      targets: [new SnsTopic(this.props.notifications, { message: RuleTargetInput.fromText(message) })],
    });
  }
}
