import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { FileBody } from '../../../lib/local/storage/file-body';

const folder = mkdtempSync(join(tmpdir(), 'file-body-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Longer than several chunks, and no whole number of them. */
const bytes = randomBytes(1_000_003);
const path = join(folder, 'file');
writeFileSync(path, bytes);
writeFileSync(join(folder, 'empty'), '');

/** Takes what it gets only a turn of the event loop later, as a socket does. */
function slowTarget() {
  const taken: Buffer[] = [];
  const memory = new Set<ArrayBufferLike>();
  const target = new Writable({
    write(chunk: Buffer, _encoding, done) {
      memory.add(chunk.buffer);
      setImmediate(() => {
        taken.push(Buffer.from(chunk));
        done();
      });
    },
  });
  return { target, memory, taken: () => Buffer.concat(taken) };
}

describe.each([
  ['a file', path, undefined, bytes],
  ['a part of a file', path, { start: 300_000, end: 900_000 }, bytes.subarray(300_000, 900_001)],
  ['a range beyond the end', path, { start: 1_000_000, end: 2_000_000 }, bytes.subarray(1_000_000)],
  ['an empty file', join(folder, 'empty'), undefined, Buffer.alloc(0)],
] as const)('%s', (_what, file, range, expected) => {
  test('is read as a stream, whose chunks stay as they are', async () => {
    expect((await buffer(await FileBody.open(file, range))).equals(expected)).toBe(true);
  });

  test('is sent whole, with one buffer', async () => {
    const { target, taken, memory } = slowTarget();
    await (await FileBody.open(file, range)).sendTo(target);
    expect(taken().equals(expected)).toBe(true);
    expect(memory.size).toBeLessThanOrEqual(1);
    expect(target.writableFinished).toBe(true);
  });
});

test('a file that is not there fails before anything is sent', async () => {
  await expect(FileBody.open(join(folder, 'none'))).rejects.toMatchObject({ code: 'ENOENT' });
});

test('sending ends when the client goes away, and closes the file', async () => {
  const body = await FileBody.open(path);
  const target = new Writable({ write: () => setImmediate(() => target.destroy()) });
  await expect(body.sendTo(target)).rejects.toThrow('the client went away');
  expect(body.destroyed).toBe(true);
});
