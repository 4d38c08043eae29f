import { listOf } from '../../paging';
import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { pageOf } from '../page';
import { describeAddress, existingVersion, packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:ListPackageVersionAssets`: names, sizes and hashes, so that nothing has to be downloaded. */
export function listPackageVersionAssets(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      const record = await existingVersion(context, address, input.packageVersion);
      const assets = Object.entries(record.assets).sort(([a], [b]) => (a < b ? -1 : 1));
      const list = `ListPackageVersionAssets ${address.domain}/${address.repository}/${address.package}/${record.version}`;
      const { items, nextToken } = await pageOf(
        listOf(list, assets, ([name]) => name),
        input,
      );
      return {
        ...describeAddress(address),
        version: record.version,
        versionRevision: record.revision,
        assets: items.map(([name, { size, hashes }]) => ({ name, size, hashes })),
        nextToken,
      };
    },
  };
}
