import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import { type Buckets, bucketArn, type Encryption } from './buckets';

/**
 * Deploys AWS::S3::Bucket. Without effect here: public access (every request is signed), ownership and ACLs (one
 * account), life cycle (nothing expires), access logs, tags.
 */
export function bucketProvider(buckets: Buckets, clock: Clock): ResourceProvider {
  return {
    type: 'AWS::S3::Bucket',
    async deploy(resource) {
      refuseUnknownProperties(resource, {
        emulated: ['BucketName', 'VersioningConfiguration', 'BucketEncryption'],
        withoutEffect: [
          'AccessControl',
          'LifecycleConfiguration',
          'LoggingConfiguration',
          'OwnershipControls',
          'PublicAccessBlockConfiguration',
          'Tags',
        ],
      });
      const { properties, region } = resource;
      const name = properties.BucketName ?? generatedName(resource, { maxLength: 63, lowerCase: true });
      buckets.add({
        name,
        region,
        versioning: properties.VersioningConfiguration?.Status,
        encryption: encryptionOf(resource),
        createdAt: clock.now(),
      });
      const domain = `${name}.s3.${region}.amazonaws.com`;
      return {
        ref: name,
        attributes: {
          Arn: bucketArn(name),
          DomainName: `${name}.s3.amazonaws.com`,
          RegionalDomainName: domain,
        },
      };
    },
  };
}

function encryptionOf(resource: ResolvedResource): Encryption {
  const rule = resource.properties.BucketEncryption?.ServerSideEncryptionConfiguration?.[0];
  const { SSEAlgorithm = 'AES256', KMSMasterKeyID } = rule?.ServerSideEncryptionByDefault ?? {};
  if (SSEAlgorithm !== 'AES256' && SSEAlgorithm !== 'aws:kms')
    throw new Error(`BucketEncryption: expected SSEAlgorithm AES256 or aws:kms, got "${SSEAlgorithm}"`);
  return { ServerSideEncryption: SSEAlgorithm, ...(KMSMasterKeyID && { SSEKMSKeyId: KMSMasterKeyID }) };
}
