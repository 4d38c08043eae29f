import { tmpdir } from 'node:os';
import { LevelWrites } from '../../../lib/local/storage/level-writes';

/** A database of which only is known whether it is open. */
function database() {
  const calls: string[] = [];
  const level = { open: async () => void calls.push('open'), close: async () => void calls.push('close') };
  return { calls, writes: new LevelWrites(level, tmpdir()) };
}

const fails = () => Promise.reject(new Error('no space left on device'));

test('a database is opened again before it writes after a write that failed', async () => {
  const { calls, writes } = database();
  await expect(writes.write(fails)).rejects.toThrow('no space left');
  expect(calls).toEqual([]);
  await writes.write(async () => void calls.push('write'));
  expect(calls).toEqual(['close', 'open', 'write']);
});

test('nothing is opened again or written after the end, and what came before it has its time', async () => {
  const { calls, writes } = database();
  const failed = writes.write(fails);
  const last = writes.write(async () => void calls.push('write'));
  await Promise.all([expect(failed).rejects.toThrow('no space left'), writes.close()]);
  expect(calls).toEqual(['close', 'open', 'write']);
  await last;
  for (const late of [fails, async () => void calls.push('late')])
    await expect(writes.write(late)).rejects.toThrow(`Database is closed: ${tmpdir()} takes no more writes`);
  expect(calls).toEqual(['close', 'open', 'write']);
});
