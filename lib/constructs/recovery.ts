import { EventField, Rule, RuleTargetInput } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { CompositePrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { CfnSchedule } from 'aws-cdk-lib/aws-scheduler';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RUN_FAILURES } from '../contract';
import { ServiceRole } from './service-role';
import { allow } from './statements';

/** Properties of a {@link Recovery}. */
export interface RecoveryProps {
  readonly stateMachine: IStateMachine;
  /** Prefix of the rules' names. */
  readonly ruleName: string;
  readonly scheduleName: string;
  readonly roleName: string;
}

/**
 * Cleans up after executions that could not do so themselves: at once when an event tells of their end, and on a
 * schedule, because such events are best effort.
 */
export class Recovery extends Construct {
  constructor(scope: Construct, id: string, props: RecoveryProps) {
    super(scope, id);
    const role = new ServiceRole(this, 'Role', {
      roleName: props.roleName,
      assumedBy: new CompositePrincipal(
        new ServicePrincipal('events.amazonaws.com'),
        new ServicePrincipal('scheduler.amazonaws.com'),
      ),
      description: 'Starts recovery of publish runs that ended without cleaning up',
      statements: [
        allow({
          sid: 'StartRecovery',
          actions: ['states:StartExecution'],
          resources: [props.stateMachine.stateMachineArn],
        }),
      ],
    });
    const rule = (ruleId: string, ruleName: string, description: string, detail: Record<string, unknown[]>) =>
      new Rule(this, ruleId, {
        ruleName,
        description,
        eventPattern: {
          source: ['aws.states'],
          detailType: ['Step Functions Execution Status Change'],
          detail: { stateMachineArn: [props.stateMachine.stateMachineArn], ...detail },
        },
        targets: [
          new SfnStateMachine(props.stateMachine, {
            role: role.exact,
            input: RuleTargetInput.fromObject({
              operation: 'rollback',
              failed: EventField.fromPath('$.detail'),
            }),
          }),
        ],
      });
    rule('Stopped', props.ruleName, 'A publish run was stopped from outside: roll it back', {
      status: ['ABORTED', 'TIMED_OUT'],
    });
    // A run that ends in one of its own failures has cleaned up, or has recorded what it could not. Reacting to those
    // as well would make a recovery that fails for the same reason start itself for ever.
    rule('Crashed', `${props.ruleName}-crashed`, 'A publish run broke down: roll it back', {
      status: ['FAILED'],
      // No documentation promises that the event names the error, so an event without it counts as a breakdown.
      error: [{ exists: false }, { 'anything-but': [...RUN_FAILURES] }],
    });
    new CfnSchedule(this, 'Sweeper', {
      name: props.scheduleName,
      description: 'Looks for publish runs that ended unnoticed',
      scheduleExpression: 'rate(15 minutes)',
      flexibleTimeWindow: { mode: 'OFF' },
      target: {
        arn: props.stateMachine.stateMachineArn,
        roleArn: role.roleArn,
        input: JSON.stringify({ operation: 'sweep' }),
        // The next sweep is never far.
        retryPolicy: { maximumRetryAttempts: 3, maximumEventAgeInSeconds: 600 },
      },
    });
  }
}
