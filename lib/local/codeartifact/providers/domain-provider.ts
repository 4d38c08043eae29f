import { refuseUnknownProperties } from '../../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../../assembly/resource-provider';
import type { Iam } from '../../iam/iam';
import type { Catalog } from '../catalog';

/** Deploys `AWS::CodeArtifact::Domain`. `Ref` is its ARN. */
export class DomainProvider implements ResourceProvider {
  readonly type = 'AWS::CodeArtifact::Domain';

  constructor(
    private readonly options: { readonly catalog: Catalog; readonly iam: Iam; readonly account: string },
  ) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, {
      emulated: ['DomainName', 'EncryptionKey', 'PermissionsPolicyDocument'],
      // Nothing here reads tags.
      withoutEffect: ['Tags'],
    });
    const {
      DomainName: name,
      EncryptionKey: encryptionKey,
      PermissionsPolicyDocument: policy,
    } = resource.properties;
    if (!/^[a-z][a-z0-9-]{0,48}[a-z0-9]$/.test(name))
      throw new Error(`DomainName: expected 2 to 50 lower-case letters, digits and hyphens, got "${name}"`);
    const domain = await this.options.catalog.putDomain({
      name,
      region: resource.region,
      encryptionKey,
      policy,
    });
    this.options.iam.putResourcePolicy(domain.arn, policy);
    return {
      ref: domain.arn,
      attributes: {
        Arn: domain.arn,
        Name: name,
        Owner: this.options.account,
        EncryptionKey: encryptionKey,
      },
    };
  }
}
