import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { versionOrigin } from './list-package-versions';
import { existingVersion, packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:DescribePackageVersion` */
export function describePackageVersion(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      const record = await existingVersion(context, address, input.packageVersion);
      const { metadata } = record;
      return {
        packageVersion: {
          format: 'pypi',
          packageName: address.package,
          displayName: metadata.displayName.slice(0, 255),
          version: record.version,
          summary: metadata.summary,
          homePage: metadata.homePage,
          sourceCodeRepository: metadata.sourceCodeRepository,
          licenses: metadata.license === undefined ? [] : [{ name: metadata.license }],
          publishedTime: new Date(record.publishedTime),
          revision: record.revision,
          status: record.status,
          origin: versionOrigin(record),
        },
      };
    },
  };
}
