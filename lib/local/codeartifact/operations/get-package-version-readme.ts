import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { notFound } from '../not-found';
import { describeAddress, existingVersion, packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:GetPackageVersionReadme`: the description that came with the version's first upload. */
export function getPackageVersionReadme(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      const record = await existingVersion(context, address, input.packageVersion);
      const { readme } = record.metadata;
      if (readme === undefined)
        throw notFound('package-version', record.version, `Package version ${record.version} has no readme`);
      return {
        ...describeAddress(address),
        version: record.version,
        versionRevision: record.revision,
        readme,
      };
    },
  };
}
