import type { Store, Table, Write } from '../../storage/store';
import type { HistoryEvent } from './history-event';
import type { BranchRecord, ExecutionRecord, SettledRecord } from './records';

/** The tables that executions live in. Events are kept in chunks: one write for what happened between two flushes. */
export interface ExecutionTables {
  readonly store: Store;
  readonly executions: Table<ExecutionRecord>;
  readonly events: Table<HistoryEvent[]>;
  readonly branches: Table<BranchRecord | SettledRecord>;
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

/** Path under which branches below `parent` are kept that had settled when the history had so many events. */
function settledPath(parent: string, eventCount: number): string {
  return `${parent}/+${eventCount}`;
}

/** What is stored under the paths of {@link settledPath} as if each branch were stored by itself. */
export function unpackBranches(
  stored: ReadonlyMap<string, BranchRecord | SettledRecord>,
): ReadonlyMap<string, BranchRecord> {
  const all = new Map<string, BranchRecord>();
  for (const [path, record] of stored) {
    if (!('settled' in record)) all.set(path, record);
    else for (const [each, branch] of Object.entries(record.settled)) all.set(each, branch);
  }
  return all;
}

interface Recordable {
  readonly path: string;
  readonly done: BranchRecord['done'];
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

  /** The results of the branches below `parent` are part of it. */
  forgetSettled(parent: string): void {
    const prefix = settledPath(parent, 0).slice(0, -1);
    for (const path of this.stored) if (path.startsWith(prefix)) this.dirty.set(path, undefined);
  }

  /** The execution has ended: no branch is left. */
  forgetAll(): void {
    this.dirty = new Map([...this.stored].map((path) => [path, undefined]));
  }

  /** Resolves when everything up to now is on disk. */
  flush(): Promise<void> {
    // The write that runs, or the last one, has all there is.
    if (this.events.length === 0 && this.dirty.size === 0) return this.next ?? this.writing;
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
    writes.push(...this.branchWrites(dirty));
    try {
      await this.tables.store.batch(writes);
    } catch (error) {
      this.failure = error;
      throw error;
    }
  }

  /** A write for each branch that goes on, one for all of a parent that have settled: there may be thousands of them. */
  private branchWrites(dirty: ReadonlyMap<string, Recordable | undefined>): Write[] {
    const writes: Write[] = [];
    const put = (path: string, value: BranchRecord | SettledRecord | undefined) => {
      if (value !== undefined) this.stored.add(path);
      else if (!this.stored.delete(path)) return;
      writes.push({ table: this.tables.branches, key: branchKey(this.record.arn, path), value });
    };
    const settled = new Map<string, Record<string, BranchRecord>>();
    for (const [path, branch] of dirty) {
      if (branch?.done === undefined) {
        put(path, branch?.toRecord());
        continue;
      }
      put(path, undefined);
      const parent = path.slice(0, path.lastIndexOf('/'));
      const together = settled.get(parent) ?? {};
      settled.set(parent, together);
      together[path] = branch.toRecord();
    }
    for (const [parent, together] of settled)
      put(settledPath(parent, this.record.eventCount), { settled: together });
    return writes;
  }
}
