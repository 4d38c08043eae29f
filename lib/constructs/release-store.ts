import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Properties of a {@link ReleaseStore}. */
export interface ReleaseStoreProps {
  readonly bucketName: string;
  /** Days for which replaced or deleted objects can be brought back. */
  readonly noncurrentDays: number;
  /**
   * @default - a key of S3
   */
  readonly encryptionKey?: IKey;
}

/** The bucket that keeps the bytes of every release for ever: versions are re-published from here, never rebuilt. */
export class ReleaseStore extends Bucket {
  constructor(scope: Construct, id: string, props: ReleaseStoreProps) {
    super(scope, id, {
      bucketName: props.bucketName,
      ...(props.encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey: props.encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      versioned: true,
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        {
          id: 'forget-what-was-replaced',
          noncurrentVersionExpiration: Duration.days(props.noncurrentDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'What was written stays, versioned. Who wrote or read it, CloudTrail tells with the session and the key, if a trail ' +
        'of the account records data events of the bucket (DEPLOY.md); access logs say less, later',
    });
  }
}
