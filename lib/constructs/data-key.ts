import { RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/** Properties of a {@link DataKey}. */
export interface DataKeyProps {
  readonly description: string;
  /**
   * Services that put encrypted messages on the deployment's topic by themselves.
   * @default - none
   */
  readonly publishers?: readonly string[];
}

/** The key that encrypts a deployment's data in one region. It is rotated yearly, and kept: without it data is lost. */
export class DataKey extends Key {
  constructor(scope: Construct, id: string, props: DataKeyProps) {
    super(scope, id, {
      description: props.description,
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
    });
    for (const service of props.publishers ?? []) {
      this.grant(new ServicePrincipal(service), 'kms:Decrypt', 'kms:GenerateDataKey');
    }
  }
}
