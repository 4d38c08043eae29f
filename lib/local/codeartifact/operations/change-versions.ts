import type { Call } from '../../service';
import { type CodeArtifactContext, lockKey } from '../context';
import type { VersionChange, VersionRecord } from '../package-store';
import { existingPackage, type PackageInput, packageAddress } from './package-input';
import { checkFence, type Fence, fenceFailure, type VersionFailure, withSkipped } from './version-outcome';

/** What an operation makes of each version it names. */
export interface VersionEdit {
  /** Refuses a version that passed the fence. */
  readonly refuse?: (record: VersionRecord) => VersionFailure | undefined;
  /** The version as it will be; undefined deletes it. */
  readonly apply: (record: VersionRecord) => VersionRecord | undefined;
  readonly status: string;
}

/**
 * Changes the versions that a call names: all of them or, when one fails, none ("either all package versions are
 * updated successfully or no versions are updated", user guide, "Update package version status"; that deletions are
 * the same is a guess). Failures are part of a successful answer.
 */
export async function changeVersions(
  context: CodeArtifactContext,
  { input, call }: { input: PackageInput & Fence; call: Call },
  edit: VersionEdit,
) {
  const address = packageAddress(context, input, call);
  checkFence(input);
  const versions = [...new Set(input.versions)];
  return await context.locks.runAll([lockKey(address)], async () => {
    const record = await existingPackage(context, address);
    const found = await Promise.all(versions.map((version) => context.packages.getVersion(address, version)));
    const failures: Record<string, VersionFailure> = {};
    for (const [i, version] of versions.entries()) {
      const there = found[i];
      const failure = fenceFailure(input, version, there) ?? (there && edit.refuse?.(there));
      if (failure) failures[version] = failure;
    }
    if (Object.keys(failures).length > 0)
      return {
        successfulVersions: {},
        failedVersions: withSkipped(versions, failures, (version) => `version ${version} is skipped`),
      };
    const befores = found as VersionRecord[];
    const changes = befores.map((before): VersionChange => ({ before, after: edit.apply(before) }));
    // Setting the status that a version has already is no change, hence no event.
    const real = changes.filter(({ before, after }) => before !== after);
    if (real.length > 0) await context.changes.apply(address, record, real);
    const done = befores.map(({ version, revision }) => [version, { revision, status: edit.status }]);
    return { successfulVersions: Object.fromEntries(done), failedVersions: {} };
  });
}

/** Refuses a disposed version: nothing is left to do with it but to delete it. */
export function refuseDisposed({ version, status }: VersionRecord): VersionFailure | undefined {
  if (status !== 'Disposed') return undefined;
  return { errorCode: 'NOT_ALLOWED', errorMessage: `version ${version} is Disposed and can only be deleted` };
}
