import type { Fault, FaultInput } from './fault';
import type { ReleaseGrid } from './release-grid';
import type { JobLog, RunDetail, RunSummary } from './run';

/** What a person asks to have published again. */
export interface RepublishRequest {
  readonly package: string;
  readonly version: string;
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
  /** Whether this is the runtime on this machine, or any other endpoint that is not AWS. */
  readonly local: boolean;
  readonly endpoint?: string;
}

/**
 * The account behind the console. The command line implements it with AWS SDK clients, so that the runtime on this
 * machine and a real account are looked at in the same way.
 */
export interface Backend {
  place(): Promise<Place>;
  /** The newest first. */
  runs(limit: number): Promise<readonly RunSummary[]>;
  run(name: string): Promise<RunDetail>;
  log(build: string): Promise<JobLog>;
  releases(): Promise<ReleaseGrid>;
  /** Starts a run and gives its name. */
  republish(request: RepublishRequest): Promise<string>;
  stop(name: string): Promise<void>;
  /** Only the runtime on this machine can be broken on purpose. */
  readonly faults?: {
    list(): Promise<readonly Fault[]>;
    add(fault: FaultInput): Promise<Fault>;
    remove(id: string): Promise<void>;
    clear(): Promise<void>;
  };
}
