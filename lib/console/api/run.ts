/** What started a run: the pipeline, a person, or the recovery of a run that ended uncleanly. */
export type Trigger = 'push' | 'manual' | 'recovery';

/** A run in the list. Times are ISO 8601. Trigger and operation are not known before the run was looked at by itself. */
export interface RunSummary {
  readonly name: string;
  readonly status: string;
  readonly trigger?: Trigger;
  readonly operation?: string;
  readonly dryRun: boolean;
  readonly package?: string;
  readonly version?: string;
  readonly startedAt: string;
  readonly endedAt?: string;
  /** Error or outcome, as the state machine calls it. */
  readonly result?: string;
  /** Name of the run that did not clean up itself, where this is its recovery. */
  readonly recovers?: string;
}

/** The newest runs, newest first. */
export interface RunList {
  readonly runs: readonly RunSummary[];
  /** Whether there are older ones, which the list leaves out. */
  readonly older: boolean;
}

/** One visit of a state: once per Map iteration, and again when the workflow comes back to it. */
export interface Visit {
  readonly id: number;
  readonly state: string;
  readonly type: string;
  /** The Map state around it. */
  readonly map?: string;
  readonly mapEvent?: number;
  readonly index?: number;
  readonly region?: string;
  readonly entered: string;
  readonly exited?: string;
  readonly status: 'running' | 'succeeded' | 'failed' | 'aborted';
  readonly attempts: number;
  readonly failures: readonly { readonly at: string; readonly error: string; readonly cause: string }[];
  readonly builds: readonly { readonly id: string; readonly at: string }[];
}

/** What one iteration of a Map state came to in its region. */
export interface RegionStep {
  /** The Map state. */
  readonly map: string;
  readonly region: string;
  readonly visits: readonly Visit[];
  readonly outcome: string;
  readonly error?: string;
  readonly cause?: string;
}

/** An event of the execution's history. */
export interface RunEvent {
  readonly id: number;
  readonly type: string;
  readonly at: string;
  readonly state?: string;
  readonly region?: string;
  /** Everything else that the event tells: input, output, error, cause. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A run in full. */
export interface RunDetail extends RunSummary {
  readonly arn: string;
  readonly input: unknown;
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: { readonly message: string; readonly [key: string]: unknown };
  readonly states: readonly Visit[];
  readonly steps: readonly RegionStep[];
  readonly events: readonly RunEvent[];
  /** The state machine, in Amazon States Language. */
  readonly definition: string;
}

/** The log of a job, as far as it has come. */
export interface JobLog {
  readonly build: string;
  readonly status: string;
  readonly lines: readonly string[];
}
