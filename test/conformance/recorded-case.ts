import { readFile } from 'node:fs/promises';

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
    /** The recorder put the events of Parallel states in an order of its own and lost some: what is there must happen. */
    readonly eventsScrubbed?: boolean;
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

/** Reads a case. @throws Error that says what is missing. */
export async function readCase(file: string): Promise<RecordedCase> {
  const json: any = JSON.parse(await readFile(file, 'utf8'));
  const needed = { definition: json?.definition, 'expected.status': json?.expected?.status };
  const missing = Object.entries(needed).filter(([, value]) => value === undefined || value === null);
  if (missing.length === 0) return json;
  const names = missing.map(([name]) => name).join(' and ');
  throw new Error(`expected a recorded case with definition and expected.status, found no ${names}`);
}
