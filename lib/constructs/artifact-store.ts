import { Duration, RemovalPolicy, Validations } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import type { Construct } from 'constructs';

/** Properties of an {@link ArtifactStore}. */
export interface ArtifactStoreProps {
  readonly bucketName: string;
  /** Days after which artifacts go away. */
  readonly expireDays: number;
  /**
   * @default - a key of S3
   */
  readonly encryptionKey?: IKey;
}

/** The bucket through which pipeline actions hand each other source and build results; they can be made again. */
export class ArtifactStore extends Bucket {
  constructor(scope: Construct, id: string, props: ArtifactStoreProps) {
    super(scope, id, {
      bucketName: props.bucketName,
      ...(props.encryptionKey
        ? { encryption: BucketEncryption.KMS, encryptionKey: props.encryptionKey, bucketKeyEnabled: true }
        : { encryption: BucketEncryption.S3_MANAGED }),
      enforceSSL: true,
      minimumTLSVersion: 1.2,
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      // CloudFormation cannot delete a bucket that holds objects, and emptying it would take a custom resource.
      removalPolicy: RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE,
      lifecycleRules: [
        {
          id: 'expire',
          expiration: Duration.days(props.expireDays),
          abortIncompleteMultipartUploadAfter: Duration.days(1),
        },
      ],
    });
    Validations.of(this).acknowledge({
      id: 'AwsSolutions-S1',
      reason:
        'Only actions of the pipeline use it, and CodePipeline keeps their history; access logs would add nothing',
    });
  }
}
