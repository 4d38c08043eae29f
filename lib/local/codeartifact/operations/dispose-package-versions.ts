import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { changeVersions, refuseDisposed } from './change-versions';
import { needs } from './permissions';

/**
 * `codeartifact:DisposePackageVersions`: the version loses its assets for good. Their files stay on disk, because
 * blobs are shared with other versions and with S3.
 */
export function disposePackageVersions(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      return await changeVersions(
        context,
        { input, call },
        {
          status: 'Disposed',
          refuse: refuseDisposed,
          apply: (record) => ({ ...record, status: 'Disposed', assets: {} }),
        },
      );
    },
  };
}
