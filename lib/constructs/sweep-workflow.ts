import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { DefinitionBody, type IStateMachine, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { loadStateMachine } from '../contract/definitions';
import { grantKey } from './grant';
import { OBSERVE_EXECUTIONS } from './observe-executions';
import { ServiceLogs } from './service-logs';
import { ServiceRole } from './service-role';

/** Properties of a {@link SweepWorkflow}. */
export interface SweepWorkflowProps {
  readonly stateMachineName: string;
  readonly roleName: string;
  readonly ledger: ITable;
  /** Rolls back the versions whose lock has expired. */
  readonly publish: IStateMachine;
  readonly logRetentionDays: number;
  /**
   * Key of the ledger.
   * @default - none of the deployment's own
   */
  readonly encryptionKey?: IKey;
}

/** The state machine that looks for locks that have outlived their runs. */
export class SweepWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: SweepWorkflowProps) {
    super(scope, id);
    const substitutions = {
      LedgerTableName: props.ledger.tableName,
      PublishStateMachineArn: props.publish.stateMachineArn,
    };
    const role = new ServiceRole(this, 'Role', {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: 'Looks for publish runs that ended unnoticed',
      grants: [
        { sid: 'ReadLedger', actions: ['dynamodb:Scan'], resources: [props.ledger.tableArn] },
        ...grantKey(this, props.encryptionKey, {
          sid: 'UseLedgerKey',
          service: 'dynamodb',
          actions: ['kms:Decrypt', 'kms:DescribeKey'],
        }),
        {
          sid: 'StartRollbacks',
          actions: ['states:StartExecution'],
          resources: [props.publish.stateMachineArn],
        },
        ...OBSERVE_EXECUTIONS,
      ],
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: props.stateMachineName,
      // As text in the template, so that synthesis checks it: see PublishWorkflow.
      definitionBody: DefinitionBody.fromString(loadStateMachine('sweep', substitutions)),
      definitionSubstitutions: substitutions,
      role: role.exact,
      tracingEnabled: true,
      logs: {
        destination: new ServiceLogs(this, 'Logs', {
          logGroupName: `/aws/vendedlogs/states/${props.stateMachineName}`,
          retentionDays: props.logRetentionDays,
        }),
        level: LogLevel.ALL,
        includeExecutionData: true,
      },
    });
  }
}
