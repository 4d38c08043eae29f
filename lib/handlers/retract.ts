import {
  isVersionNotFound,
  type RetractEvent,
  type Retracted,
  RetractionFailed,
  type StopJobsEvent,
  type StoppedJobs,
} from '../contract';
import { explain, type Observation, observeVersion } from './observe-version';
import { refuseRedriven } from './refuse-redriven';
import { type HandlerDependencies, inRegion, nameOf, packageOf, type VersionAddress } from './region';
import { type PublishJobs, stopJobs } from './stop-jobs';

/** What the retract function gets beside what every handler gets. */
export interface RetractDependencies extends HandlerDependencies {
  readonly jobs: PublishJobs;
}

/**
 * The compensation: removes from one region what a run added, or stops the jobs that a dead run left. Harmless to
 * repeat, or to run for a job that never began. Staging goes first, so that a copy still in flight finds nothing to
 * copy.
 */
export function createRetract(deps: RetractDependencies) {
  const { metrics, jobs } = deps;
  return async (event: RetractEvent | StopJobsEvent): Promise<Retracted | StoppedJobs> => {
    refuseRedriven(event);
    return event.scope === 'jobs'
      ? await stopJobs(jobs, event, metrics)
      : await metrics.measure({ step: 'retract', ...event }, () => retract(deps, event));
  };
}

async function retract(deps: HandlerDependencies, event: RetractEvent): Promise<Retracted> {
  const { domain, staging, release } = deps.names;
  const removedFrom: string[] = [];
  const failures: unknown[] = [];
  const tryToRemove = async (repository: string, remove: (from: VersionAddress) => Promise<boolean>) => {
    try {
      if (await remove({ ...event, domain, repository })) removedFrom.push(repository);
    } catch (error) {
      failures.push(error);
    }
  };
  // Whatever is staged belongs to no one and was never visible: it needs no fence.
  await tryToRemove(staging, (address) => deleteVersion(deps, address));
  // Even if that failed: what consumers see must go.
  if (event.scope === 'all')
    await tryToRemove(release, (address) => retractRelease(deps, address, event.assets));
  if (failures.length > 0) throw failures.at(-1);
  return { region: event.region, removedFrom };
}

/**
 * DeletePackageVersions takes no revision, so a fence goes first: archiving succeeds only at the revision just looked
 * at, and nobody can publish into an archived version.
 */
async function retractRelease(
  deps: HandlerDependencies,
  address: VersionAddress,
  assets: RetractEvent['assets'],
): Promise<boolean> {
  const seen = await observeVersion(deps, address, assets);
  if (seen.found === 'nothing') return false;
  if (seen.foreign.length > 0) {
    throw new RetractionFailed(
      `${place(address)} holds what this run did not add, so it was left alone: ${explain(seen)}`,
    );
  }
  // A status other than Published was set after the run began (the survey refuses such versions), by this
  // compensation's earlier attempt or by a person. Either way the same fence holds.
  if (seen.status !== 'Archived') await archive(deps, address, seen);
  return await deleteVersion(deps, address, 'Archived');
}

async function archive(deps: HandlerDependencies, address: VersionAddress, seen: Observation): Promise<void> {
  const { version, region } = address;
  const answer = await inRegion(region, `archiving ${nameOf(address)}`, () =>
    deps.clientFor(region).updatePackageVersionsStatus({
      ...packageOf(address),
      versions: [version],
      versionRevisions: { [version]: seen.revision ?? '' },
      expectedStatus: seen.status as 'Published',
      targetStatus: 'Archived',
    }),
  );
  const failure = answer.failedVersions?.[version];
  if (failure && failure.errorCode !== 'NOT_FOUND') {
    throw new RetractionFailed(
      `${place(address)} could not be archived (${failure.errorCode}): ${failure.errorMessage}`,
    );
  }
}

async function deleteVersion(
  deps: HandlerDependencies,
  address: VersionAddress,
  expectedStatus?: 'Archived',
): Promise<boolean> {
  const { version, region } = address;
  try {
    const answer = await inRegion(region, `deleting ${nameOf(address)}`, () =>
      deps
        .clientFor(region)
        .deletePackageVersions({ ...packageOf(address), versions: [version], expectedStatus }),
    );
    const failure = answer.failedVersions?.[version];
    if (failure === undefined) return true;
    if (failure.errorCode === 'NOT_FOUND') return false;
    throw new RetractionFailed(
      `${place(address)} could not be deleted (${failure.errorCode}): ${failure.errorMessage}`,
    );
  } catch (error) {
    if (isVersionNotFound(error)) return false;
    throw error;
  }
}

function place(address: VersionAddress): string {
  return `region ${address.region}: ${nameOf(address)}`;
}
