import { normalizePackageName } from '../../../contract';
import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { invalid } from '../not-found';
import { describeGroup, groupPermission } from './package-group-description';

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
      return { packageGroup: describeGroup(domain, group, call), associationType: 'STRONG' };
    },
  };
}
