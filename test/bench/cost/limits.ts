/** A limit of AWS that grows near as regions, packages or releases do. */
export interface Limit {
  readonly what: string;
  readonly value: string;
  readonly source: string;
  /** When it binds. */
  readonly binds: string;
  /** What the configuration does about it. */
  readonly answer: string;
}

/** Limits in the order in which they bind. */
export const LIMITS: readonly Limit[] = [
  {
    what: 'builds of a compute type that run at once',
    value:
      'depends on the account, new ones start very low (not confirmed for Lambda compute); 5 times as many wait',
    source: 'CodeBuild user guide, "Builds in AWS CodeBuild" and "Quotas"',
    binds: 'first: a release asks for one job per region at the same moment, 13 at most',
    answer:
      'Lambda compute by default, which has its own quota; a job that is refused is retried twice, with backoff; the wait for a job is 30 minutes, its queue included. Ask for a quota of 13 before using 13 regions',
  },
  {
    what: 'CodeArtifact PublishPackageVersion and CopyPackageVersions',
    value: '10/s and 5/s in each region',
    source: 'CodeArtifact user guide, "Quotas"',
    binds:
      'with more than 10 assets a second or 5 promotions a second in one region: many packages at once, or one version with many small wheels',
    answer:
      'one release copies once per region; publish job, handlers and state machine each retry throttling with backoff and jitter',
  },
  {
    what: 'assets of a version, bytes of an asset',
    value: '150 and 5 GB',
    source: 'CodeArtifact user guide, "Quotas"',
    binds: 'with a matrix of wheels',
    answer: 'the build refuses such a release by name before anything is published',
  },
  {
    what: 'executions of a pipeline',
    value: 'one at a time in QUEUED mode',
    source: 'CodePipeline user guide, "execution modes"',
    binds: 'with more than about 600 pushes a day to one package at two minutes each',
    answer: 'one pipeline per package repository; manual runs do not wait for it',
  },
  {
    what: 'events of an execution',
    value: '25,000',
    source: 'Step Functions developer guide, "Quotas"',
    binds: 'not with 13 regions: see "events" in the recorded runs',
    answer: 'retries are bounded, results of states are small',
  },
  {
    what: 'iterations of an inline Map that run at once',
    value: '40',
    source: 'Step Functions developer guide, "Map state"',
    binds: 'not with 13 regions',
    answer: 'none needed',
  },
];
