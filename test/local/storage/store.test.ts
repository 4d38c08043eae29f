import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store, type Table } from '../../../lib/local/storage/store';

const folder = mkdtempSync(join(tmpdir(), 'store-'));
let store: Store;

afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function keysOf(table: Table<unknown>, range?: Parameters<Table<unknown>['entries']>[0]) {
  const keys: string[] = [];
  for await (const [key] of table.entries(range)) keys.push(key);
  return keys;
}

describe.each([
  ['on disk', join(folder, 'store')],
  ['in memory', undefined],
])('a store %s', (_where, directory) => {
  beforeAll(async () => {
    store = await openStore(directory);
  });
  afterAll(() => store.close());

  test('lists the keys of a prefix in code-point order, whatever characters follow it', async () => {
    const table = store.table<number>('characters');
    for (const key of ['a/\u{1f40d}.whl', 'a/\uffee.whl', 'a/b', 'a/', 'b/a']) await table.put(key, 1);
    expect(await keysOf(table, { prefix: 'a/' })).toEqual(['a/', 'a/b', 'a/\uffee.whl', 'a/\u{1f40d}.whl']);
  });

  test('never leaves the prefix or the table, wherever the range starts and ends', async () => {
    const table = store.table<number>('ranges');
    await store.table<number>('ranges2').put('b', 1);
    await store.table<number>('range').put('b', 1);
    for (const key of ['a1', 'b1', 'b2', 'b3', 'c1']) await table.put(key, 1);
    expect(await keysOf(table)).toEqual(['a1', 'b1', 'b2', 'b3', 'c1']);
    expect(await keysOf(table, { prefix: 'b', after: 'a' })).toEqual(['b1', 'b2', 'b3']);
    expect(await keysOf(table, { prefix: 'b', before: 'd' })).toEqual(['b1', 'b2', 'b3']);
    expect(await keysOf(table, { prefix: 'b', after: 'b1', before: 'b3' })).toEqual(['b2']);
    expect(await keysOf(table, { prefix: 'b', reverse: true, limit: 2 })).toEqual(['b3', 'b2']);
  });

  test('keeps a value as it was when it was written, whatever is done to the object later', async () => {
    const table = store.table<{ n: number }>('snapshots');
    const value = { n: 1 };
    const written = table.put('key', value);
    value.n = 2;
    await written;
    expect(await table.get('key')).toEqual({ n: 1 });
  });

  test('lets writes of one key take effect in the order in which they were asked for', async () => {
    const table = store.table<number>('order');
    await Promise.all(Array.from({ length: 200 }, (_, n) => table.put('key', n)));
    expect(await table.get('key')).toBe(199);
    await Promise.all([table.put('key', 1), table.delete('key'), table.put('key', 2), table.delete('key')]);
    expect(await table.get('key')).toBeUndefined();
  });

  test('has bytes at once, and still after the record that refers to them', async () => {
    const bytes = store.bytes('bytes');
    const value = Buffer.from([0, 255, 254]);
    bytes.add('key', value);
    expect(Buffer.from(bytes.get('key') as Uint8Array)).toEqual(value);
    await store.table('any').put('record', 'key');
    expect(Buffer.from(bytes.get('key') as Uint8Array)).toEqual(value);
    expect(bytes.get('other')).toBeUndefined();
  });

  test('writes a batch whole, a member without value as a deletion', async () => {
    const table = store.table<number>('batches');
    await table.put('old', 1);
    await store.batch([
      { table, key: 'old' },
      { table, key: 'new', value: 2 },
    ]);
    expect(await keysOf(table)).toEqual(['new']);
  });
});

test('a closed store refuses writes', async () => {
  const closed = await openStore();
  const table = closed.table<number>('any');
  await closed.close();
  await expect(table.put('key', 1)).rejects.toThrow();
});

test('a store on disk that was closed stays closed, however often one writes to it', async () => {
  const directory = join(folder, 'closed');
  const closed = await openStore(directory);
  const table = closed.table<number>('any');
  await closed.close();
  for (const key of ['one', 'two', 'three'])
    await expect(table.put(key, 1)).rejects.toThrow(`Database is closed: ${directory} takes no more writes`);
  const next = await openStore(directory);
  expect(await keysOf(next.table('any'))).toEqual([]);
  await next.close();
});

test('what was being written is on disk when the store has closed', async () => {
  const directory = join(folder, 'closing');
  const first = await openStore(directory);
  const written = Promise.all([1, 2, 3].map((n) => first.table<number>('any').put(String(n), n)));
  await first.close();
  await written;
  const second = await openStore(directory);
  expect(await keysOf(second.table('any'))).toEqual(['1', '2', '3']);
  await second.close();
});
