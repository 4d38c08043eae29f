import type { Fault, FaultInput } from './fault';
import type { ReleaseGrid } from './release-grid';
import type { JobLog, RunDetail, RunList } from './run';

/** The version that a person asks something about. */
export interface VersionRequest {
  readonly package: string;
  readonly version: string;
}

/** What a person asks to have published again. */
export interface RepublishRequest extends VersionRequest {
  /** Which build; left out, the one that the ledger knows. */
  readonly digest?: string;
  /** Some of the deployment's regions; left out, all of them. */
  readonly regions?: readonly string[];
}

/** Where the console looks: shown on every page, so that nobody mistakes one account for another. */
export interface Place {
  readonly account: string;
  /** Region of the workflow. */
  readonly region: string;
  readonly regions: readonly string[];
  readonly deployment: string;
  /** Whether this is the runtime on this machine. */
  readonly local: boolean;
  /** Where calls go when not to AWS. */
  readonly endpoint?: string;
}

/**
 * The account behind the console. The command line implements it with AWS SDK clients, so that the runtime on this
 * machine and a real account are looked at in the same way.
 */
export interface Backend {
  /** The time there, in milliseconds since the epoch: the clock of a machine that looks on may be wrong. */
  now(): number;
  place(): Promise<Place>;
  runs(limit: number): Promise<RunList>;
  run(name: string): Promise<RunDetail>;
  log(build: string): Promise<JobLog>;
  releases(): Promise<ReleaseGrid>;
  /** Starts a run and gives its name. */
  republish(request: RepublishRequest): Promise<string>;
  /** Starts a run that takes back what an earlier one left behind, and gives its name. */
  rollback(version: VersionRequest): Promise<string>;
  stop(name: string): Promise<void>;
  /** Only the runtime on this machine can be broken on purpose. */
  readonly faults?: {
    list(): Promise<readonly Fault[]>;
    add(fault: FaultInput): Promise<Fault>;
    remove(id: string): Promise<void>;
    clear(): Promise<void>;
  };
}
