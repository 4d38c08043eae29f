import { refuseUnknownProperties } from '../../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../../assembly/resource-provider';
import type { Iam } from '../../iam/iam';
import type { Catalog } from '../catalog';

/** Most direct upstreams of a repository (user guide, "Requesting a package version with upstream repositories"). */
const MOST_UPSTREAMS = 10;

/**
 * Deploys `AWS::CodeArtifact::Repository`. `Ref` is its ARN. External connections are recorded and shown, but nothing
 * is ever fetched over them.
 */
export class RepositoryProvider implements ResourceProvider {
  readonly type = 'AWS::CodeArtifact::Repository';

  constructor(
    private readonly options: { readonly catalog: Catalog; readonly iam: Iam; readonly account: string },
  ) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, {
      emulated: [
        'RepositoryName',
        'DomainName',
        'DomainOwner',
        'Description',
        'Upstreams',
        'ExternalConnections',
        'PermissionsPolicyDocument',
      ],
      // Nothing here reads tags.
      withoutEffect: ['Tags'],
    });
    const { properties, region } = resource;
    const policy = properties.PermissionsPolicyDocument;
    const repository = await this.options.catalog.putRepository({
      name: this.nameOf(properties),
      domain: properties.DomainName,
      region,
      description: properties.Description,
      upstreams: this.upstreamsOf(resource),
      externalConnections: connectionsOf(properties),
      policy,
    });
    this.options.iam.putResourcePolicy(repository.arn, policy);
    return {
      ref: repository.arn,
      attributes: {
        Arn: repository.arn,
        Name: repository.name,
        DomainName: repository.domain,
        DomainOwner: this.options.account,
      },
    };
  }

  private nameOf({ RepositoryName: name, DomainOwner: owner }: any): string {
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]{1,99}$/.test(name))
      throw new Error(`RepositoryName: expected 2 to 100 letters, digits, ".", "_" or "-", got "${name}"`);
    if (owner !== undefined && owner !== this.options.account)
      throw new Error(`DomainOwner: expected ${this.options.account}, the only account here, got "${owner}"`);
    return name;
  }

  private upstreamsOf({ properties, region }: ResolvedResource): string[] {
    const upstreams: string[] = properties.Upstreams ?? [];
    if (upstreams.length > MOST_UPSTREAMS)
      throw new Error(`Upstreams: expected at most ${MOST_UPSTREAMS}, got ${upstreams.length}`);
    for (const upstream of upstreams)
      this.options.catalog.repository(region, properties.DomainName, upstream);
    return upstreams;
  }
}

function connectionsOf({
  ExternalConnections: connections = [],
}: {
  ExternalConnections?: string[];
}): string[] {
  const other = connections.filter((connection) => connection !== 'public:pypi');
  if (other.length > 0)
    throw new Error(
      `ExternalConnections: only public:pypi is emulated, got ${other.map((one) => `"${one}"`).join(', ')}`,
    );
  if (connections.length > 1)
    throw new Error(`ExternalConnections: expected at most 1, got ${connections.length}`);
  return connections;
}
