import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { invalid } from '../not-found';
import type { VersionStatus } from '../package-store';
import { changeVersions, refuseDisposed } from './change-versions';
import { needs } from './permissions';

const TARGETS = ['Published', 'Unlisted', 'Archived'];

/** `codeartifact:UpdatePackageVersionsStatus`. A version's revision stays as it is: its assets do. */
export function updatePackageVersionsStatus(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      if (!TARGETS.includes(input.targetStatus))
        throw invalid(`targetStatus: expected one of ${TARGETS.join(', ')}, got "${input.targetStatus}"`);
      const status = input.targetStatus as VersionStatus;
      return await changeVersions(
        context,
        { input, call },
        {
          status,
          refuse: refuseDisposed,
          apply: (record) => (record.status === status ? record : { ...record, status }),
        },
      );
    },
  };
}
