import { generatedId } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { ResourceProvider } from '../assembly/resource-provider';
import type { Iam } from '../iam/iam';

/**
 * Deploys AWS::KMS::Key. Nothing is encrypted a second time on this machine, but the key's policy and the grants of
 * roles decide as on AWS: who may not use the key cannot read what is encrypted with it.
 */
export function keyProvider(iam: Iam): ResourceProvider {
  return {
    type: 'AWS::KMS::Key',
    async deploy(resource) {
      refuseUnknownProperties(resource, {
        emulated: ['KeyPolicy'],
        withoutEffect: [
          'Description',
          'EnableKeyRotation',
          'Enabled',
          'PendingWindowInDays',
          'RotationPeriodInDays',
          'Tags',
        ],
      });
      const id = generatedId(resource);
      const arn = `arn:aws:kms:${resource.region}:${resource.account}:key/${id}`;
      iam.putResourcePolicy(arn, resource.properties.KeyPolicy);
      return { ref: id, attributes: { Arn: arn, KeyId: id } };
    },
  };
}
