/** A case as its folder's README describes it. */
export interface RecordedCase {
  readonly name: string;
  readonly definition: any;
  readonly input: unknown;
  readonly lambdas?: Readonly<Record<string, { readonly source: string } | string>>;
  readonly expected: {
    readonly status: string;
    readonly output?: unknown;
    readonly error?: string;
    readonly cause?: unknown;
    readonly eventTypes?: readonly string[];
    readonly events?: readonly any[];
  };
  /** Pairs of a pattern and what the recorder put in its place. */
  readonly replacements?: readonly (readonly [string, string])[];
  /** Recorded results of tasks, by state name. */
  readonly taskMocks?: Readonly<Record<string, readonly TaskMock[]>>;
  /** Recorded as JSONPath: the inputs inside task events do not count. */
  readonly transposed?: boolean;
  /** Paths whose values differ run by run. */
  readonly wildcards?: readonly string[];
}

export interface TaskMock {
  readonly output?: unknown;
  readonly error?: string;
  readonly cause?: unknown;
  readonly params?: unknown;
}

/** What an execution really did. */
export interface ActualRun {
  readonly status: string;
  readonly output?: string;
  readonly error?: string;
  readonly cause?: string;
  readonly events: readonly any[];
}
