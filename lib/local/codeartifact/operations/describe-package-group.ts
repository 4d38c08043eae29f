import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { notFound } from '../not-found';
import { describeGroup, groupPermission } from './package-group-description';

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
      return { packageGroup: describeGroup(domain, group, call) };
    },
  };
}
