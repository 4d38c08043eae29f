import { mkdirSync } from 'node:fs';
import { type BatchOperation, ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';
import { LevelWrites } from './level-writes';
import { type Change, WriteQueue } from './write-queue';

/**
 * A sorted map of JSON values. A write is on disk when its promise resolves; writes take effect in the order in which
 * they were asked for, and keep the value as it was then.
 */
export interface Table<T> {
  get(key: string): Promise<T | undefined>;
  put(key: string, value: T): Promise<void>;
  /** Writes with what is written next, at no sync of its own: for what nobody waits for and a crash may take. */
  putSoon(key: string, value: T): void;
  delete(key: string): Promise<void>;
  /** In code-point order of the keys. */
  entries(range?: Range): AsyncIterable<[string, T]>;
}

/** Keys that begin with `prefix` and lie between `after` and `before`, both exclusive. */
export interface Range {
  readonly prefix?: string;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly reverse?: boolean;
  readonly limit?: number | undefined;
}

/** A map of bytes that never change, such as what is found by its hash. */
export interface BytesTable {
  get(key: string): Uint8Array | undefined;
  /**
   * Adds bytes that can be read at once. They are on disk before anything that is written after them, and cost no sync
   * of their own: only what refers to them makes them worth keeping.
   */
  add(key: string, value: Uint8Array): void;
}

/** One change of an atomic batch; without `value` the key is deleted. */
export interface Write {
  readonly table: Table<any>;
  readonly key: string;
  readonly value?: unknown;
}

/** Where the runtime keeps its data. */
export interface Store {
  table<T>(name: string): Table<T>;
  bytes(name: string): BytesTable;
  /** All of it or none of it, on disk when the promise resolves. */
  batch(writes: readonly Write[]): Promise<void>;
  close(): Promise<void>;
}

/** Either database; that in memory has nothing of its own. */
type Level = MemoryLevel<string, string>;

/** Sorts behind every text: the last code point, which is no character. */
const LAST = '\u{10ffff}';

/** Entries that are read at once; LevelDB ends a batch after 16 KiB, too. */
const BATCH = 1000;

class LevelTable<T> implements Table<T> {
  private readonly prefix: string;

  constructor(
    private readonly level: Level,
    private readonly queue: WriteQueue,
    name: string,
  ) {
    this.prefix = `${name}\u0000`;
  }

  async get(key: string): Promise<T | undefined> {
    // Reading costs microseconds, in memory or in the page cache; a thread to do it in costs a tenth of a millisecond,
    // and has to wait behind every file that is being synced.
    const text = this.level.getSync(this.prefix + key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  put(key: string, value: T): Promise<void> {
    return this.queue.write([this.change(key, value)]);
  }

  putSoon(key: string, value: T): void {
    this.queue.ride(this.change(key, value), () => undefined);
  }

  delete(key: string): Promise<void> {
    return this.queue.write([this.change(key, undefined)]);
  }

  /** Made at once: what happens to the value later is no part of it. */
  change(key: string, value: unknown): Change {
    return { key: this.prefix + key, value: value === undefined ? undefined : JSON.stringify(value) };
  }

  async *entries({ prefix = '', after, before, reverse = false, limit = -1 }: Range = {}) {
    const start = this.prefix + prefix;
    const iterator = this.level.iterator({
      ...(after !== undefined && isLess(prefix, after) ? { gt: this.prefix + after } : { gte: start }),
      lt: before !== undefined && isLess(before, prefix + LAST) ? this.prefix + before : start + LAST,
      reverse,
      limit,
    });
    // Iterating asks for one entry first, and for more in a second trip to a thread; most ranges end within one.
    try {
      for (let batch = await iterator.nextv(BATCH); batch.length > 0; batch = await iterator.nextv(BATCH))
        for (const [key, value] of batch)
          yield [key.slice(this.prefix.length), JSON.parse(value)] as [string, T];
    } finally {
      await iterator.close();
    }
  }
}

class LevelBytes implements BytesTable {
  private readonly prefix: string;
  /** What is not in the database yet. */
  private readonly pending = new Map<string, Uint8Array>();

  constructor(
    private readonly level: Level,
    private readonly queue: WriteQueue,
    name: string,
  ) {
    this.prefix = `${name}\u0000`;
  }

  get(key: string): Uint8Array | undefined {
    const options = { valueEncoding: 'buffer' };
    return this.pending.get(key) ?? this.level.getSync<string, Uint8Array>(this.prefix + key, options);
  }

  add(key: string, value: Uint8Array): void {
    if (this.get(key) !== undefined) return;
    this.pending.set(key, value);
    this.queue.ride({ key: this.prefix + key, value }, () => this.pending.delete(key));
  }
}

/** Whether a key comes before another one, in the order of the store. */
function isLess(a: string, b: string): boolean {
  return Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0;
}

function toOperation({ key, value }: Change): BatchOperation<Level, string, any> {
  if (value === undefined) return { type: 'del', key };
  return { type: 'put', key, value, valueEncoding: typeof value === 'string' ? 'utf8' : 'buffer' };
}

/** Opens the store in `directory`, or one that lives in memory. One process at a time can hold a directory. */
export async function openStore(directory?: string): Promise<Store> {
  const { level, writing, close } = directory === undefined ? inMemory() : onDisk(directory);
  await level.open();
  const queue = new WriteQueue((changes) =>
    writing(() => level.batch(changes.map(toOperation), { sync: true } as object)),
  );
  return {
    table: <T>(name: string) => new LevelTable<T>(level, queue, name),
    bytes: (name) => new LevelBytes(level, queue, name),
    batch: (writes) =>
      queue.write(writes.map(({ table, key, value }) => (table as LevelTable<unknown>).change(key, value))),
    async close() {
      await queue.idle();
      await close();
    },
  };
}

interface Opened {
  readonly level: Level;
  /** Runs a write. */
  readonly writing: (work: () => Promise<void>) => Promise<void>;
  readonly close: () => Promise<void>;
}

function inMemory(): Opened {
  const level = new MemoryLevel<string, string>({ valueEncoding: 'utf8' });
  return { level, writing: (work) => work(), close: () => level.close() };
}

function onDisk(directory: string): Opened {
  mkdirSync(directory, { recursive: true });
  const level = new ClassicLevel<string, string>(directory, { valueEncoding: 'utf8' }) as unknown as Level;
  const writes = new LevelWrites(level, directory);
  return {
    level,
    writing: (work) => writes.write(work),
    async close() {
      await writes.close();
      await level.close();
    },
  };
}
