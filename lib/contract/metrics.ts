/** Namespace of the metrics that the handlers write down; CloudWatch takes them from their log. */
export const METRICS_NAMESPACE = 'VigilantAdventure';

/** Names of the metrics: the first three are about work in a region, the others about the workflow's own upkeep. */
export const METRIC = {
  /** Every attempt of a step in a region; the workflow makes up to four. */
  attempts: 'Attempts',
  /** Attempts that ended in an error, most of which are made again. */
  failures: 'Failures',
  /** How long an attempt took, in milliseconds. */
  duration: 'Duration',
  /** Recoveries of versions whose lock had expired. */
  expiredLocks: 'ExpiredLocks',
  /** Publish jobs that outlived their run and were stopped by its recovery. */
  stoppedJobs: 'StoppedJobs',
} as const;

/** Dimensions of the metrics. */
export const DIMENSION = { deployment: 'Deployment', region: 'Region', package: 'Package' } as const;
