import { type Operation, ServiceError } from '../../service';
import type { CodeArtifactContext } from '../context';
import { notFound } from '../not-found';
import { existingVersion, packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:GetPackageVersionAsset`. Upstream repositories are not looked into. */
export function getPackageVersionAsset(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      const record = await existingVersion(context, address, input.packageVersion);
      if (input.packageVersionRevision !== undefined && input.packageVersionRevision !== record.revision)
        throw notFound(
          'package-version',
          record.version,
          `Package version ${record.version} has revision ${record.revision}, not ${input.packageVersionRevision}`,
        );
      if (record.status === 'Archived' || record.status === 'Disposed')
        throw new ServiceError(
          'ConflictException',
          `Assets of package version ${record.version} cannot be downloaded: its status is ${record.status}`,
          { resourceId: record.version, resourceType: 'package-version' },
        );
      const asset = record.assets[input.asset];
      if (!asset)
        throw notFound('asset', input.asset, `Asset ${input.asset} not found in version ${record.version}`);
      return {
        asset: await context.blobs.read(asset.hashes['SHA-256']),
        assetName: input.asset,
        packageVersion: record.version,
        packageVersionRevision: record.revision,
      };
    },
  };
}
