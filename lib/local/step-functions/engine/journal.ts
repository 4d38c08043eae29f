import type { Store, Table, Write } from '../../storage/store';
import type { HistoryEvent } from './history-event';
import type { BranchRecord, ExecutionRecord } from './records';

/** The tables that executions live in. Events are kept in chunks: one write for what happened between two flushes. */
export interface ExecutionTables {
  readonly store: Store;
  readonly executions: Table<ExecutionRecord>;
  readonly events: Table<HistoryEvent[]>;
  readonly branches: Table<BranchRecord>;
}

/** Opens the tables of executions. */
export function executionTables(store: Store): ExecutionTables {
  return {
    store,
    executions: store.table('stepfunctions-executions'),
    events: store.table('stepfunctions-events'),
    branches: store.table('stepfunctions-branches'),
  };
}

const LARGEST_CHUNK = 500;

/** Key of the chunk of events that begins with `id`. */
export function chunkKey(arn: string, id: number): string {
  return `${arn}\u0000${String(id).padStart(8, '0')}`;
}

/** Key of a branch of an execution. */
function branchKey(arn: string, path: string): string {
  return `${arn}\u0000${path}`;
}

interface Recordable {
  readonly path: string;
  toRecord(): BranchRecord;
}

/**
 * Writes what happens in one execution: its events, and where each branch is. Both go into one atomic batch, so the
 * store always holds a history and the state that belongs to it. The engine runs ahead of the disk, except where it
 * awaits `flush`: before a task starts, after a job was submitted, and at the end.
 */
export class Journal {
  private events: HistoryEvent[] = [];
  private dirty = new Map<string, Recordable | undefined>();
  private readonly stored: Set<string>;
  private writing: Promise<void> = Promise.resolve();
  private next: Promise<void> | undefined;
  private scheduled: NodeJS.Immediate | undefined;
  private failure: unknown;

  constructor(
    private readonly tables: ExecutionTables,
    readonly record: ExecutionRecord,
    storedBranches: Iterable<string> = [],
  ) {
    this.stored = new Set(storedBranches);
  }

  /** Whether a write failed; none is tried after it. */
  get isBroken(): boolean {
    return this.failure !== undefined;
  }

  append(event: HistoryEvent): void {
    this.events.push(event);
    this.schedule();
  }

  /** The branch has changed. */
  touch(branch: Recordable): void {
    if (this.record.status !== 'RUNNING') return;
    this.dirty.set(branch.path, branch);
    this.schedule();
  }

  /** The branch is over, and its result part of its parent. */
  forget(path: string): void {
    if (this.stored.has(path)) this.dirty.set(path, undefined);
    else this.dirty.delete(path);
  }

  /** The execution has ended: no branch is left. */
  forgetAll(): void {
    this.dirty = new Map([...this.stored].map((path) => [path, undefined]));
  }

  /** Resolves when everything up to now is on disk. */
  flush(): Promise<void> {
    this.next ??= this.writing.then(() => {
      this.next = undefined;
      this.writing = this.write();
      return this.writing;
    });
    return this.next;
  }

  private schedule(): void {
    this.scheduled ??= setImmediate(() => {
      this.scheduled = undefined;
      this.flush().catch(() => undefined);
    });
  }

  private async write(): Promise<void> {
    if (this.failure !== undefined) throw this.failure;
    const { arn } = this.record;
    const { events, dirty } = this;
    this.events = [];
    this.dirty = new Map();
    const writes: Write[] = [{ table: this.tables.executions, key: arn, value: { ...this.record } }];
    for (let at = 0; at < events.length; at += LARGEST_CHUNK) {
      const chunk = events.slice(at, at + LARGEST_CHUNK);
      writes.push({ table: this.tables.events, key: chunkKey(arn, chunk[0]?.id ?? 0), value: chunk });
    }
    for (const [path, branch] of dirty) {
      if (branch === undefined) this.stored.delete(path);
      else this.stored.add(path);
      writes.push({ table: this.tables.branches, key: branchKey(arn, path), value: branch?.toRecord() });
    }
    try {
      await this.tables.store.batch(writes);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }
}
