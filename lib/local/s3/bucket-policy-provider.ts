import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResourceProvider } from '../assembly/resource-provider';
import type { Iam } from '../iam/iam';
import { bucketArn } from './buckets';

/** Deploys AWS::S3::BucketPolicy: put on the bucket, the policy decides on calls to the bucket and to the objects in it. */
export function bucketPolicyProvider(iam: Iam): ResourceProvider {
  return {
    type: 'AWS::S3::BucketPolicy',
    async deploy(resource) {
      refuseUnknownProperties(resource, { emulated: ['Bucket', 'PolicyDocument'] });
      const { Bucket, PolicyDocument } = resource.properties;
      iam.putResourcePolicy(bucketArn(Bucket), PolicyDocument);
      return { ref: Bucket };
    },
  };
}
