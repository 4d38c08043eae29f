import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { changeVersions } from './change-versions';
import { needs } from './permissions';

/**
 * `codeartifact:DeletePackageVersions`. The package stays, with its origin controls, when its last version goes (user
 * guide, "Delete a package or package version").
 */
export function deletePackageVersions(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      return await changeVersions(context, { input, call }, { status: 'Deleted', apply: () => undefined });
    },
  };
}
