import { invalid } from '../not-found';
import type { VersionRecord } from '../package-store';

/** Why a version was left as it is (service model, PackageVersionErrorCode). */
export interface VersionFailure {
  readonly errorCode:
    | 'ALREADY_EXISTS'
    | 'MISMATCHED_REVISION'
    | 'MISMATCHED_STATUS'
    | 'NOT_ALLOWED'
    | 'NOT_FOUND'
    | 'SKIPPED';
  readonly errorMessage: string;
}

/** Fences that a call puts around its change. */
export interface Fence {
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>>;
  readonly expectedStatus?: string;
}

/** Most versions that one call can name (API reference). */
const MOST_VERSIONS = 100;

/** @throws ValidationException unless the call names versions, and revisions for all of them or for none */
export function checkFence({ versions, versionRevisions }: Fence): void {
  if (versions.length === 0 || versions.length > MOST_VERSIONS)
    throw invalid(`versions: expected 1 to ${MOST_VERSIONS} versions, got ${versions.length}`);
  if (versionRevisions === undefined) return;
  const [named, pinned] = [new Set(versions), new Set(Object.keys(versionRevisions))];
  if (named.size !== pinned.size || [...named].some((version) => !pinned.has(version)))
    throw invalid('versionRevisions: expected the same versions as in "versions"');
}

/** What a fence says about a version; the messages are those of the user guide, "Update package version status". */
export function fenceFailure(
  { versionRevisions, expectedStatus }: Omit<Fence, 'versions'>,
  version: string,
  record: VersionRecord | undefined,
): VersionFailure | undefined {
  if (!record) return { errorCode: 'NOT_FOUND', errorMessage: `Could not find version ${version}` };
  const expected = versionRevisions?.[version];
  if (expected !== undefined && expected !== record.revision)
    return {
      errorCode: 'MISMATCHED_REVISION',
      errorMessage: `current revision: ${record.revision}, expected revision: ${expected}`,
    };
  if (expectedStatus !== undefined && expectedStatus !== record.status)
    return {
      errorCode: 'MISMATCHED_STATUS',
      errorMessage: `current status: ${record.status}, expected status: ${expectedStatus}`,
    };
  return undefined;
}

/** Adds that the versions without a failure of their own were skipped because of the others'. */
export function withSkipped(
  versions: readonly string[],
  failures: Readonly<Record<string, VersionFailure>>,
  message: (version: string) => string,
): Record<string, VersionFailure> {
  const skipped = versions
    .filter((version) => failures[version] === undefined)
    .map((version): [string, VersionFailure] => [
      version,
      { errorCode: 'SKIPPED', errorMessage: message(version) },
    ]);
  return { ...failures, ...Object.fromEntries(skipped) };
}
