import type { Build, CodeBuild } from '@aws-sdk/client-codebuild';
import { METRIC, PUBLISH_JOB_ENV, RetractionFailed, type StopJobsEvent, type StoppedJobs } from '../contract';
import type { Metrics } from './metrics';
import { inRegion } from './region';

/** The CodeBuild project whose jobs upload to staging. */
export interface PublishJobs {
  readonly project: string;
  /** Region of the project. */
  readonly region: string;
  readonly client: CodeBuild;
}

/**
 * Stops the jobs that a dead run left running. Step Functions stops the job of a task that it gives up, but only as far
 * as that works. Whoever calls this holds the lock of the version, so a job of the version that runs is one of a dead
 * run: of the last one, or of one whose recovery died too, which is why jobs are known by their version and not by the
 * execution that held the lock.
 */
export async function stopJobs(
  jobs: PublishJobs,
  event: StopJobsEvent,
  metrics: Metrics,
): Promise<StoppedJobs> {
  return await metrics.measure({ ...event, step: 'stop-jobs', region: jobs.region }, async () => {
    const running = await findRunning(jobs, event);
    for (const id of running) {
      await stop(jobs, id);
      metrics.count(METRIC.stoppedJobs);
    }
    return { stopped: running.length };
  });
}

/**
 * Ids of the version's jobs that have not ended. The list has the newest first; it takes no `sortOrder`, which is an
 * error for a project with more than 100 builds (CodeBuild API reference, ListBuildsForProject). It ends with the page
 * that reaches back to when the version's jobs can first have begun.
 */
async function findRunning(
  { project, region, client }: PublishJobs,
  event: StopJobsEvent,
): Promise<string[]> {
  const since = new Date(event.since);
  const running: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await inRegion(region, `listing the jobs of ${project}`, () =>
      client.listBuildsForProject({ projectName: project, nextToken }),
    );
    const ids = page.ids ?? [];
    if (ids.length === 0) break;
    const { builds = [] } = await inRegion(region, `looking at the jobs of ${project}`, () =>
      client.batchGetBuilds({ ids }),
    );
    running.push(...builds.filter((build) => isLeft(build, event)).map(({ id }) => id as string));
    const reachesBack = builds.some(({ startTime }) => startTime !== undefined && startTime < since);
    nextToken = reachesBack ? undefined : page.nextToken;
  } while (nextToken);
  return running;
}

function isLeft({ buildStatus, environment }: Build, event: StopJobsEvent): boolean {
  const has = (name: string, value: string) =>
    environment?.environmentVariables?.some((each) => each.name === name && each.value === value);
  return Boolean(
    buildStatus === 'IN_PROGRESS' &&
      has(PUBLISH_JOB_ENV.package, event.package) &&
      has(PUBLISH_JOB_ENV.version, event.version),
  );
}

async function stop({ region, client }: PublishJobs, id: string): Promise<void> {
  const { build } = await inRegion(region, `stopping the job ${id}`, () => client.stopBuild({ id }));
  if (build?.buildStatus === 'IN_PROGRESS')
    throw new RetractionFailed(`region ${region}: the job ${id} still runs after it was stopped`);
}
