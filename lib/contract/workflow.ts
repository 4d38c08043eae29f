import type { ReleaseAsset } from './release';

/** What a region's release repository held before the run, or was owed by an earlier run. */
export type Prior = 'nothing' | 'partial' | 'complete';

/** What `survey` finds in a region's release repository, compared with the release manifest. */
export type Found = Prior | 'conflict';

/** Operations of the publish state machine. `publish` is the default. */
export const OPERATIONS = ['publish', 'rollback'] as const;
export type WorkflowOperation = (typeof OPERATIONS)[number];

/** Input of an execution, as a person or the pipeline writes it. */
export interface WorkflowInput {
  readonly package: string;
  readonly version: string;
  /** Which build; left out, the ledger knows it. */
  readonly digest?: string;
  /** Commit the build was made from, for the ledger. */
  readonly revision?: string;
  /** Some of the deployment's regions; left out, all of them. */
  readonly regions?: readonly string[];
  readonly operation?: WorkflowOperation;
  /** Tell what would be done in each region, and do nothing. */
  readonly dryRun?: boolean;
  /** A sweep asks for this rollback, because the version's lock has outlived its lease. */
  readonly lockExpired?: boolean;
}

/** Validated input: names normalised, every default filled in. */
export interface WorkflowRequest {
  /** `none`: an event asked for a recovery, and there can be nothing to recover. */
  readonly operation: WorkflowOperation | 'none';
  readonly package: string;
  readonly version: string;
  readonly regions: readonly string[];
  readonly dryRun: boolean;
  readonly digest?: string;
  readonly revision?: string;
  readonly lockExpired?: boolean;
  /** ARN of the execution that ended without cleaning up, when an event started this one. */
  readonly failedExecution?: string;
}

interface RegionStep {
  readonly region: string;
  readonly package: string;
  readonly version: string;
  readonly assets: readonly ReleaseAsset[];
}

/** Events of the inspect function. It only reads. */
export type InspectEvent =
  | { readonly step: 'resolve'; readonly input: unknown; readonly regions: readonly string[] }
  | ({ readonly step: 'survey'; readonly digest: string } & RegionStep)
  | ({ readonly step: 'verify' } & RegionStep);

/** Answer to `survey`. */
export interface Survey {
  readonly region: string;
  readonly found: Found;
  /** One sentence for people: what is there. */
  readonly why: string;
  /** Whether the staging repository holds the version, whatever it holds of it. */
  readonly staged: boolean;
  /** Package index URL of the staging repository, for the publish job. */
  readonly endpoint: string;
}

/** Answer to `verify`: every asset is staged with the manifest's hash, at this revision of the version. */
export interface Verified {
  readonly region: string;
  readonly revision: string;
}

/** Whatever changes a region, or a job, on behalf of an execution that held the version's lock. */
interface UnderLock {
  /** Whether somebody has redriven the execution since it took the lock. */
  readonly redriven: boolean;
}

/** Event of the promote function. */
export type PromoteEvent = RegionStep &
  UnderLock & {
    /** Revision of the staged version that was verified; no other is copied. */
    readonly revision: string;
  };

/** Event of the retract function about a region. `staging` clears only the staging repository, `all` the release repository too. */
export type RetractEvent = RegionStep & UnderLock & { readonly scope: 'staging' | 'all' };

/** Answer of the retract function: from which repositories the version was removed. */
export interface Retracted {
  readonly region: string;
  readonly removedFrom: readonly string[];
}

/** Event of the retract function about the jobs that upload a version. */
export interface StopJobsEvent extends UnderLock {
  readonly scope: 'jobs';
  readonly package: string;
  readonly version: string;
  /** No job of the version is older (ISO 8601). */
  readonly since: string;
}

/** Answer about the jobs: how many were still running. */
export interface StoppedJobs {
  readonly stopped: number;
}
