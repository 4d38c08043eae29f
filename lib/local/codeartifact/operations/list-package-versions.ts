import { listOf } from '../../paging';
import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import type { VersionRecord } from '../package-store';
import { pageOf } from '../page';
import { describeAddress, existingPackage, packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:ListPackageVersions`. Versions of every status are listed unless one is asked for. */
export function listPackageVersions(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      await existingPackage(context, address);
      const stored = await context.packages.listVersions(address);
      const seen = stored.flatMap((record) => context.view.seen(record) ?? []);
      const newestFirst = seen.toSorted((a, b) => b.publishedTime - a.publishedTime);
      const order = input.sortBy === 'PUBLISHED_TIME' ? newestFirst : seen;
      // Everything here was published into the domain; nothing is ingested from outside.
      const wanted = order.filter(
        ({ status }) =>
          (input.status === undefined || input.status === status) &&
          (input.originType ?? 'INTERNAL') === 'INTERNAL',
      );
      const list = `ListPackageVersions ${address.domain}/${address.repository}/${address.package}`;
      const listing = listOf(list, wanted, ({ version }) => version);
      const { items, nextToken } = await pageOf(listing, input);
      return {
        ...describeAddress(address),
        // "For Maven and PyPI packages, it's the most recently published package version" (API reference)
        defaultDisplayVersion: newestFirst.find(({ status }) => status === 'Published')?.version,
        versions: items.map((record) => ({
          version: record.version,
          revision: record.revision,
          status: record.status,
          origin: versionOrigin(record),
        })),
        nextToken,
      };
    },
  };
}

/** Where a version came from: it was published through a repository of the domain. */
export function versionOrigin({ enteredThrough }: VersionRecord) {
  return { domainEntryPoint: { repositoryName: enteredThrough }, originType: 'INTERNAL' };
}
