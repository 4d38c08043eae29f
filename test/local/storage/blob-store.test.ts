import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BlobStore } from '../../../lib/local/storage/blob-store';
import { openStore, type Store } from '../../../lib/local/storage/store';

const folder = mkdtempSync(join(tmpdir(), 'blobs-'));
let store: Store;
beforeAll(async () => {
  store = await openStore(join(folder, 'store'));
});
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const sha256 = (bytes: string | Buffer) => createHash('sha256').update(bytes).digest('hex');
/** More than is kept in the store. */
const LARGE = 1024 * 1024;

test.each([
  ['small', 'world'],
  ['large', 'world'.padEnd(LARGE, '.')],
])('a %s blob is found by its hash, whole and in parts, read, sent and saved', async (name, rest) => {
  const blobs = await BlobStore.open(join(folder, name), store);
  const { hashes, size } = await blobs.write(Readable.from([Buffer.from('hello '), Buffer.from(rest)]));
  const id = hashes['SHA-256'];
  expect({ id, size }).toEqual({ id: sha256(`hello ${rest}`), size: 6 + rest.length });
  expect(await blobs.sizeOf(id)).toBe(size);
  expect(sha256(await buffer(await blobs.read(id)))).toBe(id);
  const part = { start: 6, end: 8 };
  expect((await buffer(await blobs.read(id, part))).toString()).toBe('wor');
  const target = new PassThrough();
  const sent = buffer(target);
  await (await blobs.read(id, part)).sendTo(target);
  expect((await sent).toString()).toBe('wor');
  const file = join(folder, `${name}.saved`);
  await (await blobs.read(id)).saveAs(file);
  expect(sha256(readFileSync(file))).toBe(id);
});

test('a client that has gone away is told of, whatever the size of what it does not get', async () => {
  const blobs = await BlobStore.open(join(folder, 'gone'), store);
  for (const size of [10, LARGE]) {
    const { hashes } = await blobs.write(Readable.from([Buffer.alloc(size)]));
    const target = new PassThrough();
    target.on('error', () => undefined);
    target.destroy();
    await expect((await blobs.read(hashes['SHA-256'])).sendTo(target)).rejects.toThrow();
  }
});

test('a small blob is on disk no later than the record that is written after it, and has no file', async () => {
  const directory = join(folder, 'killed');
  const program = `
    const { BlobStore } = require('${join(__dirname, '../../../lib/local/storage/blob-store')}');
    const { openStore } = require('${join(__dirname, '../../../lib/local/storage/store')}');
    (async () => {
      const store = await openStore('${join(directory, 'store')}');
      const blobs = await BlobStore.open('${join(directory, 'blobs')}', store);
      const { hashes } = await blobs.write([Buffer.from('kept')]);
      await store.table('records').put('blob', hashes['SHA-256']);
      process.kill(process.pid, 'SIGKILL');
    })();
  `;
  const { signal } = spawnSync(process.execPath, ['--require', 'tsx/cjs', '-e', program], {
    cwd: join(__dirname, '../../..'),
  });
  expect(signal).toBe('SIGKILL');
  const after = await openStore(join(directory, 'store'));
  const blobs = await BlobStore.open(join(directory, 'blobs'), after);
  const id = (await after.table<string>('records').get('blob')) as string;
  expect((await buffer(await blobs.read(id))).toString()).toBe('kept');
  expect(filesIn(join(directory, 'blobs'))).toEqual([]);
  await after.close();
});

test.each([1, 1024])('a source that breaks off after %d KiB leaves nothing behind', async (kibibytes) => {
  const directory = join(folder, 'broken');
  const blobs = await BlobStore.open(directory, store);
  async function* broken() {
    yield Buffer.alloc(kibibytes * 1024);
    throw new Error('the client went away');
  }
  await expect(blobs.write(broken())).rejects.toThrow('the client went away');
  expect(readdirSync(join(directory, 'incoming'))).toEqual([]);
});

test('a path that is no hash is refused', async () => {
  const blobs = await BlobStore.open(join(folder, 'paths'), store);
  expect(() => blobs.locate('../../etc/passwd')).toThrow('expected a SHA-256');
});

test('a disk that takes only a part of a chunk fails the write, and no cut blob is kept', async () => {
  const directory = join(folder, 'full');
  const program = `
    const { BlobStore } = require('${join(__dirname, '../../../lib/local/storage/blob-store')}');
    const { openStore } = require('${join(__dirname, '../../../lib/local/storage/store')}');
    openStore()
      .then((store) => BlobStore.open(process.argv[1], store))
      .then((blobs) => blobs.write([Buffer.alloc(3 * 1024 * 1024)]))
      .then(({ size }) => console.log('kept', size), ({ code }) => console.log('failed', code));
  `;
  // The shell's limit on the size of a file: the system writes up to it and says how much that was.
  const { stdout, stderr } = spawnSync(
    'bash',
    ['-c', 'ulimit -f 2048; exec "$0" --require tsx/cjs -e "$1" "$2"'].concat(
      process.execPath,
      program,
      directory,
    ),
    { encoding: 'utf8', cwd: join(__dirname, '../../..') },
  );
  expect(stdout + stderr).toBe('failed EFBIG\n');
  expect(filesIn(directory)).toEqual([]);
});

function filesIn(directory: string): string[] {
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
