import { listOf } from '../../paging';
import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import type { PackageGroup } from '../groups/package-groups';
import { pageOf } from '../page';
import { describeGroup } from './package-group-description';
import { needs } from './permissions';

/** `codeartifact:ListPackageGroups` */
export function listPackageGroups(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    async handle(input, call) {
      const domain = context.catalog.domainOf(input, call);
      const keyOf = ({ pattern }: PackageGroup) => pattern.text;
      const groups = domain.groups.list().filter((group) => keyOf(group).startsWith(input.prefix ?? ''));
      const list = listOf(`ListPackageGroups ${domain.name}`, groups, keyOf);
      const { items, nextToken } = await pageOf(list, input);
      return { packageGroups: items.map((group) => describeGroup(domain, group, call)), nextToken };
    },
  };
}
