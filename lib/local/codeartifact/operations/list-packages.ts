import type { Listing } from '../../paging';
import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import type { PackageRecord } from '../package-store';
import { pageOf } from '../page';
import { needs } from './permissions';

/** `codeartifact:ListPackages`. Packages of upstream repositories are not in it. */
export function listPackages(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.repository,
    async handle(input, call) {
      const { name, domain, region } = context.catalog.repositoryOf(input, call);
      // A repository can hold other formats on AWS; here it holds none of them.
      const empty = (input.format ?? 'pypi') !== 'pypi' || input.namespace !== undefined;
      const list: Listing<[string, PackageRecord]> = {
        name: `ListPackages ${domain}/${name}`,
        async *items(after) {
          if (empty) return;
          const range = { prefix: input.packagePrefix, after };
          for await (const item of context.packages.listPackages({ region, domain, repository: name }, range))
            if (matches(item[1], input)) yield item;
        },
        keyOf: ([packageName]) => packageName,
      };
      const { items, nextToken } = await pageOf(list, input);
      return {
        packages: items.map(([packageName, { restrictions }]) => ({
          format: 'pypi',
          package: packageName,
          originConfiguration: { restrictions },
        })),
        nextToken,
      };
    },
  };
}

function matches({ restrictions }: PackageRecord, input: { publish?: string; upstream?: string }): boolean {
  return (
    (input.publish === undefined || input.publish === restrictions.publish) &&
    (input.upstream === undefined || input.upstream === restrictions.upstream)
  );
}
