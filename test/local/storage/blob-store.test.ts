import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BlobStore } from '../../../lib/local/storage/blob-store';

const folder = mkdtempSync(join(tmpdir(), 'blobs-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

test('a blob is found by its hash, whole and in parts', async () => {
  const blobs = await BlobStore.open(join(folder, 'read'));
  const { hashes, size } = await blobs.write(Readable.from([Buffer.from('hello '), Buffer.from('world')]));
  expect({ sha256: hashes['SHA-256'], size }).toEqual({ sha256: sha256('hello world'), size: 11 });
  expect((await buffer(await blobs.read(hashes['SHA-256']))).toString()).toBe('hello world');
  expect((await buffer(await blobs.read(hashes['SHA-256'], { start: 6, end: 8 }))).toString()).toBe('wor');
});

test('a source that breaks off leaves nothing behind', async () => {
  const directory = join(folder, 'broken');
  const blobs = await BlobStore.open(directory);
  async function* broken() {
    yield Buffer.from('half');
    throw new Error('the client went away');
  }
  await expect(blobs.write(broken())).rejects.toThrow('the client went away');
  expect(readdirSync(join(directory, 'incoming'))).toEqual([]);
});

test('a path that is no hash is refused', async () => {
  const blobs = await BlobStore.open(join(folder, 'paths'));
  expect(() => blobs.pathOf('../../etc/passwd')).toThrow('expected a SHA-256');
});

test('a disk that takes only a part of a chunk fails the write, and no cut blob is kept', async () => {
  const directory = join(folder, 'full');
  const program = `
    const { BlobStore } = require('${join(__dirname, '../../../lib/local/storage/blob-store')}');
    BlobStore.open(process.argv[1])
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
  const files = readdirSync(directory, { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.isFile(),
  );
  expect(files).toEqual([]);
});
