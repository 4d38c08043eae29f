import type { Call, Permission } from '../../service';
import { arns } from '../arns';
import type { Domain } from '../catalog';
import { ORIGINS, type PackageGroup } from '../groups/package-groups';

/** The right to do what the call does with a group. */
export function groupPermission(domain: string, pattern: string, call: Call): Permission[] {
  return [{ action: `codeartifact:${call.operation}`, resource: arns.packageGroup(call, domain, pattern) }];
}

/** A group as answers show it, with what it inherits. */
export function describeGroup(domain: Domain, group: PackageGroup, call: Call) {
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
