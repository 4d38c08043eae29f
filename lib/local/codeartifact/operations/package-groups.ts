import { normalizePackageName } from '../../../contract';
import type { Call, Operation, Permission } from '../../service';
import { arns } from '../arns';
import type { Domain } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { ORIGINS, type PackageGroup } from '../groups/package-groups';
import { invalid, notFound } from '../not-found';
import { following, pageOf } from '../page';
import { needs } from './permissions';

/** `codeartifact:ListPackageGroups` */
export function listPackageGroups(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    async handle(input, call) {
      const domain = context.catalog.domainOf(input, call);
      const keyOf = ({ pattern }: PackageGroup) => pattern.text;
      const groups = domain.groups.list().filter((group) => keyOf(group).startsWith(input.prefix ?? ''));
      const { items, nextToken } = await pageOf(`ListPackageGroups ${domain.name}`, input, {
        items: (after) => following(groups, after, keyOf),
        keyOf,
      });
      return { packageGroups: items.map((group) => describe(domain, group, call)), nextToken };
    },
  };
}

/** `codeartifact:DescribePackageGroup` */
export function describePackageGroup(context: CodeArtifactContext): Operation {
  return {
    permissions: (input, call) => groupPermission(input.domain, input.packageGroup, call),
    handle(input, call) {
      const domain = context.catalog.domainOf(input, call);
      const group = domain.groups.get(input.packageGroup);
      // The service model's ResourceType has no package group.
      if (!group)
        throw notFound(
          'domain',
          domain.name,
          `Package group ${input.packageGroup} not found in ${domain.name}`,
        );
      return { packageGroup: describe(domain, group, call) };
    },
  };
}

/** `codeartifact:GetAssociatedPackageGroup`: the group whose settings hold for a package. */
export function getAssociatedPackageGroup(context: CodeArtifactContext): Operation {
  return {
    permissions: (input, call) => {
      const { pattern } = context.catalog.domainOf(input, call).groups.of(input.package);
      return groupPermission(input.domain, pattern.text, call);
    },
    handle(input, call) {
      if (input.format !== 'pypi') throw invalid(`format: only pypi is emulated here, got "${input.format}"`);
      const domain = context.catalog.domainOf(input, call);
      const group = domain.groups.of(normalizePackageName(input.package));
      return { packageGroup: describe(domain, group, call), associationType: 'STRONG' };
    },
  };
}

function groupPermission(domain: string, pattern: string, call: Call): Permission[] {
  return [{ action: `codeartifact:${call.operation}`, resource: arns.packageGroup(call, domain, pattern) }];
}

function describe(domain: Domain, group: PackageGroup, call: Call) {
  const reference = ({ pattern }: PackageGroup) => ({
    arn: arns.packageGroup(call, domain.name, pattern.text),
    pattern: pattern.text,
  });
  const parent = domain.groups.parentOf(group);
  const restrictions = ORIGINS.map((origin) => {
    const { mode, repositories } = group.restrictions[origin];
    const decisive = domain.groups.decisive(group, origin);
    return [
      origin,
      {
        mode,
        effectiveMode: decisive.restrictions[origin].mode,
        inheritedFrom: mode === 'INHERIT' ? reference(decisive) : undefined,
        repositoriesCount: repositories.length,
      },
    ];
  });
  return {
    ...reference(group),
    domainName: domain.name,
    domainOwner: call.account,
    createdTime: new Date(group.created),
    contactInfo: group.contactInfo,
    description: group.description,
    originConfiguration: { restrictions: Object.fromEntries(restrictions) },
    parent: parent && reference(parent),
  };
}
