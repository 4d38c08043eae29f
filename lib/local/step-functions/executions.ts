import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../clock';
import type { EventBus } from '../events/event-bus';
import { ServiceError } from '../service';
import type { Store, Table } from '../storage/store';
import { compileDefinition } from './definition/compile-definition';
import type { StateMachineDefinition } from './definition/states';
import { type ExecutionTables, executionTables, Journal, unpackBranches } from './engine/journal';
import type { BranchRecord, ExecutionRecord, SettledRecord } from './engine/records';
import { Run } from './engine/run';
import { executionArn, type StateMachineRevision } from './state-machines';
import { announcement } from './status-change';
import type { TaskPort } from './tasks/task-port';

export interface ExecutionsOptions {
  readonly store: Store;
  readonly tasks: TaskPort;
  readonly clock: Clock;
  readonly bus?: EventBus;
  /** For the jitter of retries; `Math.random` when left out. */
  readonly random?: () => number;
  /** Told of what is wrong with the runtime itself, such as a full disk: the execution goes on when it can be written again. */
  readonly onError?: (error: unknown) => void;
}

const CACHED_DEFINITIONS = 50;
/** How long an execution that could not be written waits before it is taken up again. */
const RETRY_MS = 5_000;

/**
 * Runs executions and keeps them. Each runs the revision of the state machine that it was started with, and goes on
 * after a restart where its journal says it was, see {@link Journal}. A `.sync` job is found again by its stored id (or
 * asked for again with the same token); a call whose answer got lost fails as one that the service lost, so its Retry
 * takes it.
 */
export class Executions {
  readonly tables: ExecutionTables;
  private readonly revisions: Table<StateMachineRevision>;
  private readonly starts: Table<string>;
  private readonly running = new Map<string, { run: Run; ended: Promise<void> }>();
  private readonly definitions = new Map<string, StateMachineDefinition>();
  private readonly starting = new Map<string, Promise<ExecutionRecord>>();
  private readonly closing = new AbortController();

  constructor(private readonly options: ExecutionsOptions) {
    this.tables = executionTables(options.store);
    this.revisions = options.store.table('stepfunctions-revisions');
    this.starts = options.store.table('stepfunctions-starts');
  }

  /** Starts an execution; it is on disk when this resolves. Same name and input while it runs: gives the running one. */
  async start(revision: StateMachineRevision, name: string, input: string): Promise<ExecutionRecord> {
    const arn = executionArn(revision.stateMachineArn, name);
    // Two calls at once with one name must not both find it free.
    for (let other = this.starting.get(arn); other; other = this.starting.get(arn))
      await other.catch(() => undefined);
    const started = this.startNew(revision, { arn, name, input });
    this.starting.set(arn, started);
    try {
      return await started;
    } finally {
      this.starting.delete(arn);
    }
  }

  /** @throws ServiceError ExecutionDoesNotExist */
  async get(arn: string): Promise<ExecutionRecord> {
    await this.running.get(arn)?.run.journal.flush();
    const record = await this.tables.executions.get(arn);
    if (record === undefined)
      throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return record;
  }

  /** The state machine as the execution runs it. */
  async revisionOf(record: ExecutionRecord): Promise<StateMachineRevision> {
    const revision = await this.revisions.get(record.revisionId);
    if (revision === undefined)
      throw new Error(
        `execution ${record.arn}: expected revision ${record.revisionId} in the store, found none`,
      );
    return revision;
  }

  /** Stops an execution; one that has ended is left as it is. */
  async stop(arn: string, details: { error?: string; cause?: string }): Promise<ExecutionRecord> {
    const running = this.running.get(arn);
    if (running !== undefined) {
      running.run.stop('ABORTED', details);
      await running.ended;
    }
    return this.get(arn);
  }

  /** Resolves when the execution has ended. */
  async ended(arn: string): Promise<ExecutionRecord> {
    await this.running.get(arn)?.ended;
    return this.get(arn);
  }

  /** Keys and records of the executions of a state machine, latest first. */
  async *list(stateMachineArn: string, after?: string): AsyncIterable<[string, ExecutionRecord]> {
    const prefix = `${stateMachineArn}\u0000`;
    const range = { prefix, reverse: true, ...(after !== undefined && { before: prefix + after }) };
    for await (const [key, arn] of this.starts.entries(range)) {
      const record = await this.tables.executions.get(arn);
      if (record !== undefined) yield [key.slice(prefix.length), record];
    }
  }

  /** Takes up every execution that was running when the last process ended. */
  async resume(): Promise<void> {
    for await (const [arn, record] of this.tables.executions.entries()) {
      if (record.status !== 'RUNNING' || this.running.has(arn)) continue;
      try {
        await this.takeUp(record);
      } catch (error) {
        this.options.onError?.(error);
      }
    }
  }

  /** Lets go of what runs without ending it: the next start takes it up again. */
  async close(): Promise<void> {
    this.closing.abort();
    for (const { run } of this.running.values()) run.suspend();
    await Promise.all([...this.running.values()].map(({ ended }) => ended));
  }

  private async takeUp(record: ExecutionRecord): Promise<void> {
    const branches = new Map<string, BranchRecord | SettledRecord>();
    const prefix = `${record.arn}\u0000`;
    for await (const [key, branch] of this.tables.branches.entries({ prefix }))
      branches.set(key.slice(prefix.length), branch);
    this.launch(record, await this.definitionOf(await this.revisionOf(record)), branches);
  }

  /** What could not be written has not happened: it goes on from the disk, as after a restart. */
  private async takeUpAgain(arn: string): Promise<void> {
    const { signal } = this.closing;
    await this.options.clock.sleep(RETRY_MS, signal).catch(() => undefined);
    const record = signal.aborted ? undefined : await this.tables.executions.get(arn);
    if (record?.status === 'RUNNING' && !this.running.has(arn)) await this.takeUp(record);
  }

  private async startNew(
    revision: StateMachineRevision,
    { arn, name, input }: { arn: string; name: string; input: string },
  ): Promise<ExecutionRecord> {
    if (this.closing.signal.aborted) throw new Error('expected a running runtime, but it is being closed');
    const known = await this.tables.executions.get(arn);
    if (known !== undefined) {
      const live = this.running.get(arn)?.run.record ?? known;
      if (live.status === 'RUNNING' && isDeepStrictEqual(JSON.parse(live.input), JSON.parse(input)))
        return { ...live };
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${arn}'`);
    }
    const startDate = this.options.clock.now();
    const record: ExecutionRecord = {
      arn,
      name,
      stateMachineArn: revision.stateMachineArn,
      stateMachineName: revision.name,
      revisionId: revision.revisionId,
      roleArn: revision.roleArn,
      region: revision.region,
      account: revision.account,
      input,
      startDate,
      status: 'RUNNING',
      eventCount: 0,
    };
    const definition = await this.definitionOf(revision);
    const startKey = `${revision.stateMachineArn}\u0000${String(startDate).padStart(15, '0')}\u0000${name}`;
    await this.options.store.batch([
      { table: this.revisions, key: revision.revisionId, value: revision },
      { table: this.starts, key: startKey, value: arn },
      { table: this.tables.executions, key: arn, value: record },
    ]);
    const started = { ...record };
    // Closed meanwhile: it is on disk, and the next start runs it.
    if (!this.closing.signal.aborted) this.launch(record, definition, undefined);
    return started;
  }

  private launch(
    record: ExecutionRecord,
    definition: StateMachineDefinition,
    stored: ReadonlyMap<string, BranchRecord | SettledRecord> | undefined,
  ): void {
    const { tasks, clock, random = Math.random } = this.options;
    const journal = new Journal(this.tables, record, stored?.keys());
    const resumed = stored && unpackBranches(stored);
    const onDefect = (error: unknown) => this.options.onError?.(error);
    if (record.eventCount === 0) this.announce(record);
    const run = new Run({ definition, journal, tasks, clock, random, onDefect, resumed });
    const ended = run.finish().then(
      () => {
        this.running.delete(record.arn);
        if (record.status !== 'RUNNING') this.announce(record);
      },
      (error) => {
        this.running.delete(record.arn);
        onDefect(error);
        void this.takeUpAgain(record.arn).catch(onDefect);
      },
    );
    this.running.set(record.arn, { run, ended });
  }

  private announce(record: ExecutionRecord): void {
    // The bus of the runtime answers with a promise; an event that it cannot keep must not end the process.
    Promise.resolve(this.options.bus?.publish(announcement(record))).catch((error) =>
      this.options.onError?.(error),
    );
  }

  private async definitionOf(revision: StateMachineRevision): Promise<StateMachineDefinition> {
    const known = this.definitions.get(revision.revisionId);
    if (known !== undefined) return known;
    const compiled = compileDefinition(revision.definition);
    const [oldest] = this.definitions.keys();
    if (this.definitions.size >= CACHED_DEFINITIONS && oldest !== undefined) this.definitions.delete(oldest);
    this.definitions.set(revision.revisionId, compiled);
    return compiled;
  }
}
