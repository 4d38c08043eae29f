import type { Store, Table } from '../../../lib/local/storage/store';
import type { VirtualClock } from './virtual-clock';

/** A store whose writes can be watched, and which a process that was killed cannot write to any more. */
export interface WatchedStore extends Store {
  /** From now on every access fails: the process that had this store is dead. */
  kill(): void;
}

/** One process's view of a store. `onWrite` is waited for before the writer hears that its write is done. */
export function watchedStore(
  store: Store,
  clock: VirtualClock,
  onWrite: (table: string, key: string) => Promise<void> = async () => undefined,
): WatchedStore {
  let dead = false;
  const tables = new Map<object, { readonly name: string; readonly inner: Table<any> }>();
  async function guarded<T>(work: () => Promise<T>): Promise<T> {
    if (dead) throw new Error('this process was killed');
    return await clock.during(work);
  }
  function watch<T>(name: string): Table<T> {
    const inner = store.table<T>(name);
    const table = {
      get: (key: string) => guarded(() => inner.get(key)),
      put: (key: string, value: T) => guarded(() => inner.put(key, value)).then(() => onWrite(name, key)),
      putSoon: (key: string, value: T) => inner.putSoon(key, value),
      delete: (key: string) => guarded(() => inner.delete(key)).then(() => onWrite(name, key)),
      entries: inner.entries.bind(inner),
    };
    tables.set(table, { name, inner });
    return table;
  }
  return {
    table: watch,
    bytes: (name) => store.bytes(name),
    async batch(writes) {
      // The store takes its own tables only.
      const own = writes.map((write) => ({ ...write, table: tables.get(write.table)?.inner ?? write.table }));
      await guarded(() => store.batch(own));
      for (const { table, key } of writes) await onWrite(tables.get(table)?.name ?? '', key);
    },
    close: () => store.close(),
    kill() {
      dead = true;
    },
  };
}
