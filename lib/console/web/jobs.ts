import type { RunDetail, Visit } from '../api/run';

/** A publish job of a run. */
export interface Job {
  /** Id of its CodeBuild build. */
  readonly build: string;
  readonly region: string;
  /** 1 is the first in its region; those after it are retries. */
  readonly attempt: number;
  readonly last: boolean;
  readonly status: Visit['status'];
}

/** Every job that a run has started, region by region. */
export function jobsOf({ steps }: Pick<RunDetail, 'steps'>): Job[] {
  return steps.flatMap(({ region, visits }) =>
    visits.flatMap((visit) =>
      visit.builds.map(({ id, at }, index) => {
        const last = index === visit.builds.length - 1;
        // A start that was refused is a failure without a build, so that counting failures would not do.
        const over = !last || visit.failures.some((failure) => failure.at >= at);
        const status = over ? 'failed' : visit.status;
        return { build: id, region, attempt: index + 1, last, status };
      }),
    ),
  );
}

/** The job that a person wants to read first: where it went wrong, or where it is going on. */
export function firstToRead(jobs: readonly Job[]): Job | undefined {
  const latest = jobs.filter(({ last }) => last);
  return (
    latest.find(({ status }) => status === 'failed') ??
    latest.find(({ status }) => status === 'running') ??
    latest[0]
  );
}
