import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table, TableEncryption } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Properties of a {@link Ledger}. */
export interface LedgerProps {
  readonly tableName: string;
  /**
   * @default - a key that DynamoDB owns
   */
  readonly encryptionKey?: IKey;
}

/** One item for each package and version: its digest, state, lock, and what each region held before the last run. */
export class Ledger extends Table {
  constructor(scope: Construct, id: string, props: LedgerProps) {
    super(scope, id, {
      tableName: props.tableName,
      partitionKey: { name: 'package', type: AttributeType.STRING },
      sortKey: { name: 'version', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: true,
      // Not "except on create": it is protected, so that the rollback of a first deploy could not delete it and would stop.
      removalPolicy: RemovalPolicy.RETAIN,
      ...(props.encryptionKey
        ? { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey: props.encryptionKey }
        : { encryption: TableEncryption.DEFAULT }),
    });
  }
}
