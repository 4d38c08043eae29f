import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IStateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { loadStateMachine } from './definitions';
import { grantKey } from './grant';
import { ObservedStateMachine } from './observed-state-machine';

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
  readonly stateMachine: IStateMachine;

  constructor(scope: Construct, id: string, props: SweepWorkflowProps) {
    super(scope, id);
    const { ledger, publish, encryptionKey, ...names } = props;
    const substitutions = {
      LedgerTableName: ledger.tableName,
      PublishStateMachineArn: publish.stateMachineArn,
    };
    this.stateMachine = new ObservedStateMachine(this, 'StateMachine', {
      ...names,
      substitutions,
      description: 'Looks for publish runs that ended unnoticed',
      definition: loadStateMachine('sweep', substitutions),
      grants: [
        { sid: 'ReadLedger', actions: ['dynamodb:Scan'], resources: [ledger.tableArn] },
        ...grantKey(this, encryptionKey, {
          sid: 'UseLedgerKey',
          service: 'dynamodb',
          actions: ['kms:Decrypt', 'kms:DescribeKey'],
        }),
        { sid: 'StartRollbacks', actions: ['states:StartExecution'], resources: [publish.stateMachineArn] },
      ],
    });
  }
}
