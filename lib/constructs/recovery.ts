import { Duration } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { EventField, Rule, RuleTargetInput, Schedule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { RUN_FAILURES, SWEEP_EVERY_MINUTES } from '../contract';
import { ServiceRole } from './service-role';
import { SweepWorkflow } from './sweep-workflow';

/** Properties of a {@link Recovery}. */
export interface RecoveryProps {
  /** The publish workflow: what ends without cleaning up, and what rolls that back. */
  readonly stateMachine: IStateMachine;
  /** Name of the rule about stopped runs; the one about broken ones has a suffix. */
  readonly ruleName: string;
  /** Name of the schedule of sweeps. */
  readonly sweeperName: string;
  /** Role that rules and schedule start executions with. */
  readonly roleName: string;
  /** State machine that looks for expired locks. */
  readonly sweep: { readonly stateMachineName: string; readonly roleName: string };
  readonly ledger: ITable;
  readonly logRetentionDays: number;
  /**
   * Key of the ledger.
   * @default - none of the deployment's own
   */
  readonly encryptionKey?: IKey;
}

/**
 * Cleans up after executions that could not do so themselves: at once when an event tells of their end, and on a
 * schedule, because such events are best effort.
 */
export class Recovery extends Construct {
  /** Looks for what no event told of. */
  readonly sweep: IStateMachine;
  private readonly role: ServiceRole;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: RecoveryProps,
  ) {
    super(scope, id);
    this.sweep = new SweepWorkflow(this, 'Sweep', {
      ...props.sweep,
      ledger: props.ledger,
      publish: props.stateMachine,
      logRetentionDays: props.logRetentionDays,
      encryptionKey: props.encryptionKey,
    }).stateMachine;
    this.role = new ServiceRole(this, 'Role', {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('events.amazonaws.com'),
      description: 'Starts recovery of publish runs that ended without cleaning up',
      grants: [
        {
          sid: 'StartRecovery',
          actions: ['states:StartExecution'],
          resources: [props.stateMachine.stateMachineArn],
        },
        {
          sid: 'StartSweeps',
          actions: ['states:StartExecution'],
          resources: [this.sweep.stateMachineArn],
        },
      ],
    });
    this.onEnd('Stopped', props.ruleName, { status: ['ABORTED', 'TIMED_OUT'] });
    // A run that ends in one of its own failures has cleaned up, or has recorded what it could not. Reacting to those
    // as well would make a recovery that fails for the same reason start itself for ever.
    this.onEnd('Crashed', `${props.ruleName}-crashed`, {
      status: ['FAILED'],
      error: [{ 'anything-but': [...RUN_FAILURES] }],
    });
    new Rule(this, 'Sweeper', {
      ruleName: props.sweeperName,
      description: 'Looks for publish runs that ended unnoticed',
      schedule: Schedule.rate(Duration.minutes(SWEEP_EVERY_MINUTES)),
      targets: [new SfnStateMachine(this.sweep, { role: this.role.exact })],
    });
  }

  private onEnd(id: string, ruleName: string, detail: Record<string, unknown[]>): void {
    new Rule(this, id, {
      ruleName,
      description: 'A publish run ended without cleaning up: roll it back',
      eventPattern: {
        source: ['aws.states'],
        detailType: ['Step Functions Execution Status Change'],
        detail: { stateMachineArn: [this.props.stateMachine.stateMachineArn], ...detail },
      },
      targets: [
        new SfnStateMachine(this.props.stateMachine, {
          role: this.role.exact,
          input: RuleTargetInput.fromObject({
            operation: 'rollback',
            failed: EventField.fromPath('$.detail'),
          }),
        }),
      ],
    });
  }
}
