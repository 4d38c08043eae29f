/** What is kept of a running branch, so that another process can go on with it. All payloads are JSON texts. */
export interface BranchRecord {
  /** Name of the state it is in. */
  readonly state: string;
  /** Input of that state; once `done`, the output of the branch. */
  readonly input: string;
  /** Variables of its own scope. */
  readonly variables: Readonly<Record<string, string>>;
  /** The event that its next event follows. */
  readonly previous: number;
  /** Set once the state was entered. The name is that of stored executions. */
  readonly activity?: StateProgress;
  /** Set once the branch came to its end; `failed` if that end is one its Map tolerates. */
  readonly done?: 'succeeded' | 'failed';
}

/** Branches of one parent that came to their end between two flushes, by path. */
export interface SettledRecord {
  readonly settled: Readonly<Record<string, BranchRecord>>;
}

/** How far the current state of a branch is. */
export interface StateProgress {
  readonly enteredId: number;
  /** Milliseconds since the epoch. */
  readonly enteredAt: number;
  /** Whether its fields were evaluated: events that come now follow the one of its entry. */
  committed: boolean;
  /** Retries so far, in all and by retrier. */
  retryCount: number;
  retries: number[];
  /** When the next attempt is due. */
  backoffUntil?: number;
  /** When a Wait state is over. */
  waitUntil?: number;
  task?: TaskRecord;
  fan?: FanRecord;
}

/** A task that was started. */
export interface TaskRecord {
  readonly startedAt: number;
  readonly arguments: string;
  readonly token: string;
  readonly timeoutSeconds?: number;
  /** `.sync`: what starting the job gave. */
  submitted?: string;
}

/** The branches of a Parallel state or the iterations of a Map state. */
export interface FanRecord {
  readonly startedId: number;
  /** Map: inputs of the iterations, and the items they were made of where those differ. */
  readonly inputs?: readonly string[];
  readonly items?: readonly string[];
  readonly concurrency?: number;
  readonly tolerated?: number;
}

/** What is kept of an execution. */
export interface ExecutionRecord {
  readonly arn: string;
  readonly name: string;
  readonly stateMachineArn: string;
  readonly stateMachineName: string;
  /** Key of the definition it runs: a later update of the state machine does not touch it. */
  readonly revisionId: string;
  readonly roleArn: string;
  readonly region: string;
  readonly account: string;
  readonly input: string;
  readonly startDate: number;
  status: 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';
  stopDate?: number;
  output?: string;
  error?: string;
  cause?: string;
  /** Events so far. */
  eventCount: number;
}
