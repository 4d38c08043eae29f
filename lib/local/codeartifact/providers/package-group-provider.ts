import { refuseUnknownProperties } from '../../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../../assembly/resource-provider';
import { arns } from '../arns';
import type { Catalog } from '../catalog';
import { GroupPattern } from '../groups/group-pattern';
import { type GroupRestriction, INHERIT_ALL, type PackageGroup } from '../groups/package-groups';

const MODES = ['ALLOW', 'ALLOW_SPECIFIC_REPOSITORIES', 'BLOCK', 'INHERIT'];

/** Deploys `AWS::CodeArtifact::PackageGroup`. `Ref` is its ARN. What a template leaves out is inherited. */
export class PackageGroupProvider implements ResourceProvider {
  readonly type = 'AWS::CodeArtifact::PackageGroup';

  constructor(private readonly options: { readonly catalog: Catalog; readonly account: string }) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, {
      emulated: ['DomainName', 'DomainOwner', 'Pattern', 'Description', 'ContactInfo', 'OriginConfiguration'],
      // Nothing here reads tags.
      withoutEffect: ['Tags'],
    });
    const { properties, region } = resource;
    const { account, catalog } = this.options;
    if (properties.DomainOwner !== undefined && properties.DomainOwner !== account)
      throw new Error(
        `DomainOwner: expected ${account}, the only account here, got "${properties.DomainOwner}"`,
      );
    const domain = catalog.domain(region, properties.DomainName);
    const arn = arns.packageGroup({ region, account }, domain.name, properties.Pattern);
    domain.groups.put({
      pattern: new GroupPattern(properties.Pattern),
      created: await catalog.since(arn),
      description: properties.Description,
      contactInfo: properties.ContactInfo,
      restrictions: restrictionsOf(properties.OriginConfiguration?.Restrictions ?? {}),
    });
    return { ref: arn, attributes: { Arn: arn } };
  }
}

function restrictionsOf(restrictions: Record<string, any>): PackageGroup['restrictions'] {
  const read = (name: string, inherited: GroupRestriction): GroupRestriction => {
    const given = restrictions[name];
    if (given === undefined) return inherited;
    if (!MODES.includes(given.RestrictionMode))
      throw new Error(
        `OriginConfiguration.Restrictions.${name}.RestrictionMode: expected one of ${MODES.join(', ')}, got "${given.RestrictionMode}"`,
      );
    return { mode: given.RestrictionMode, repositories: given.Repositories ?? [] };
  };
  return {
    PUBLISH: read('Publish', INHERIT_ALL.PUBLISH),
    EXTERNAL_UPSTREAM: read('ExternalUpstream', INHERIT_ALL.EXTERNAL_UPSTREAM),
    INTERNAL_UPSTREAM: read('InternalUpstream', INHERIT_ALL.INTERNAL_UPSTREAM),
  };
}
