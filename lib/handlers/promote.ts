import { type PromoteEvent, PromotionFailed, type Verified, VersionConflict } from '../contract';
import { explain, observeVersion } from './observe-version';
import { refuseRedriven } from './refuse-redriven';
import { type HandlerDependencies, inRegion, packageOf } from './region';

/**
 * Makes a staged version visible in one region: copies it to the release repository and verifies every hash there.
 * Copying is atomic per version, and repeating it is harmless: a version that is already complete is left alone.
 */
export function createPromote(deps: HandlerDependencies) {
  return async (event: PromoteEvent): Promise<Verified> => {
    refuseRedriven(event);
    return await deps.metrics.measure({ step: 'promote', ...event }, () => promote(deps, event));
  };
}

async function promote(deps: HandlerDependencies, event: PromoteEvent): Promise<Verified> {
  const { domain, release } = deps.names;
  const address = { ...event, domain, repository: release };
  const before = await observeVersion(deps, address, event.assets);
  if (before.found === 'conflict') {
    throw new VersionConflict(
      `region ${event.region}: ${event.package} ${event.version}: ${explain(before)}`,
    );
  }
  if (before.found !== 'complete') await copy(deps, event, before.found === 'partial');
  const after = before.found === 'complete' ? before : await observeVersion(deps, address, event.assets);
  if (after.found !== 'complete' || after.revision === undefined) {
    throw new PromotionFailed(
      `region ${event.region}: expected ${event.package} ${event.version} complete in ${release} after the copy, found ${after.found}` +
        ` (${explain(after)})`,
    );
  }
  return { region: event.region, revision: after.revision };
}

/**
 * `overwrite` only completes a partial version whose every asset was compared: CopyPackageVersions refuses any version
 * that differs from its source otherwise.
 *
 * A gap is left that no call closes. With `allowOverwrite` the copy replaces the version, and `versionRevisions` fences
 * what is copied, not what is replaced (CodeArtifact API reference, CopyPackageVersions). A file that somebody adds to
 * the partial version between the look just before and the copy is therefore lost. To archive the version first, as
 * retraction does, would hide from consumers what they already use. Who could add it: nobody in a repository of ours,
 * whose policy denies uploads to everyone (`NobodyUploads` in repository-policies.ts); in one that was adopted, whoever
 * its own policy lets in.
 */
async function copy(deps: HandlerDependencies, event: PromoteEvent, overwrite: boolean): Promise<void> {
  const { domain, staging, release } = deps.names;
  const { region, version } = event;
  const { repository: _, ...target } = packageOf({ ...event, domain, repository: release });
  try {
    const answer = await inRegion(
      region,
      `copying ${event.package} ${version} from ${staging} to ${release}`,
      () =>
        deps.clientFor(region).copyPackageVersions({
          ...target,
          sourceRepository: staging,
          destinationRepository: release,
          versionRevisions: { [version]: event.revision },
          allowOverwrite: overwrite,
        }),
    );
    // The call answers 200 even when it copied nothing. ALREADY_EXISTS is settled by the look that follows.
    const failure = Object.values(answer.failedVersions ?? {}).find(
      ({ errorCode }) => errorCode !== 'ALREADY_EXISTS',
    );
    if (failure)
      throw new PromotionFailed(
        `region ${region}: copy refused (${failure.errorCode}): ${failure.errorMessage}`,
      );
  } catch (error) {
    if ((error as Error).name === 'ResourceNotFoundException') {
      throw new PromotionFailed(`region ${region}: ${event.package} ${version} is no longer staged`, {
        cause: error,
      });
    }
    throw error;
  }
}
