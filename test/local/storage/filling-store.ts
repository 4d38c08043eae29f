import type { Store } from '../../../lib/local/storage/store';

/** A store whose disk can be full. */
export function fillingStore({ batch, bytes, table, close }: Store) {
  const disk = { isFull: false };
  const ifRoom = (write: () => Promise<void>) =>
    disk.isFull ? Promise.reject(new Error('no space left on device')) : write();
  const filling: Store = {
    batch: (writes) => ifRoom(() => batch(writes)),
    bytes,
    close,
    table<T>(name: string) {
      const real = table<T>(name);
      return Object.assign(Object.create(real), {
        put: (key: string, value: T) => ifRoom(() => real.put(key, value)),
        delete: (key: string) => ifRoom(() => real.delete(key)),
      });
    },
  };
  return { disk, filling };
}
