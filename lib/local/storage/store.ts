import { mkdirSync } from 'node:fs';
import type { AbstractLevel } from 'abstract-level';
import { ClassicLevel } from 'classic-level';
import { MemoryLevel } from 'memory-level';

/** A sorted map of JSON values. A write is on disk when its promise resolves. */
export interface Table<T> {
  get(key: string): Promise<T | undefined>;
  put(key: string, value: T): Promise<void>;
  delete(key: string): Promise<void>;
  /** In code-point order of the keys. `after` and `before` are exclusive. */
  entries(range?: {
    prefix?: string;
    after?: string;
    before?: string;
    reverse?: boolean;
    limit?: number;
  }): AsyncIterable<[string, T]>;
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
  /** All of it or none of it, on disk when the promise resolves. */
  batch(writes: readonly Write[]): Promise<void>;
  close(): Promise<void>;
}

type Level = AbstractLevel<string | Buffer | Uint8Array, string, any>;

class LevelTable<T> implements Table<T> {
  private readonly prefix: string;
  constructor(
    private readonly level: Level,
    name: string,
  ) {
    this.prefix = `${name}\u0000`;
  }

  keyOf(key: string) {
    return this.prefix + key;
  }

  async get(key: string) {
    return (await this.level.get(this.keyOf(key))) as T | undefined;
  }

  async put(key: string, value: T) {
    await this.level.put(this.keyOf(key), value, { sync: true } as object);
  }

  async delete(key: string) {
    await this.level.del(this.keyOf(key), { sync: true } as object);
  }

  async *entries(
    range: { prefix?: string; after?: string; before?: string; reverse?: boolean; limit?: number } = {},
  ) {
    const start = this.keyOf(range.prefix ?? '');
    const iterator = this.level.iterator({
      ...(range.after === undefined ? { gte: start } : { gt: this.keyOf(range.after) }),
      lt: range.before === undefined ? `${start}\uffff` : this.keyOf(range.before),
      reverse: range.reverse ?? false,
      limit: range.limit ?? -1,
    });
    for await (const [key, value] of iterator)
      yield [key.slice(this.prefix.length), value as T] as [string, T];
  }
}

/** Opens the store in `directory`, or one that lives in memory. One process at a time can hold a directory. */
export async function openStore(directory?: string): Promise<Store> {
  if (directory !== undefined) mkdirSync(directory, { recursive: true });
  const level: Level =
    directory === undefined
      ? (new MemoryLevel<string, any>({ valueEncoding: 'json' }) as unknown as Level)
      : (new ClassicLevel<string, any>(directory, { valueEncoding: 'json' }) as unknown as Level);
  await level.open();
  return {
    table: <T>(name: string) => new LevelTable<T>(level, name),
    async batch(writes) {
      await level.batch(
        writes.map(({ table, key, value }) => {
          const fullKey = (table as LevelTable<unknown>).keyOf(key);
          return value === undefined ? { type: 'del', key: fullKey } : { type: 'put', key: fullKey, value };
        }) as any,
        { sync: true } as object,
      );
    },
    close: () => level.close(),
  };
}
