import type { Store } from '../../../lib/local/storage/store';

/** A store whose disk can be full, as far as single values are concerned. */
export function fillingStore({ batch, bytes, table, close }: Store) {
  const disk = { isFull: false };
  const filling: Store = {
    batch,
    bytes,
    close,
    table<T>(name: string) {
      const real = table<T>(name);
      return Object.assign(Object.create(real), {
        put: (key: string, value: T) =>
          disk.isFull ? Promise.reject(new Error('no space left on device')) : real.put(key, value),
      });
    },
  };
  return { disk, filling };
}
