import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { removeFolder } from '../../../lib/local/storage/remove-folder';

const NOBODY = 65534;

/** Runs `work` as a user whom permissions hold for, which they do not for the superuser. */
async function unprivileged(folder: string, work: () => Promise<void>): Promise<void> {
  if (process.getuid?.() !== 0) return work();
  chownSync(folder, NOBODY, NOBODY);
  process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    process.seteuid?.(0);
  }
}

test('a folder is removed with what its owner may not write to, and links in it are not followed', async () => {
  const parent = mkdtempSync(join(tmpdir(), 'remove-'));
  await unprivileged(parent, async () => {
    const outside = join(parent, 'outside');
    const folder = join(parent, 'folder');
    mkdirSync(join(folder, 'cache', 'module'), { recursive: true });
    mkdirSync(outside);
    writeFileSync(join(folder, 'cache', 'module', 'file'), '', { mode: 0o400 });
    symlinkSync(outside, join(folder, 'cache', 'link'));
    // As Go leaves its module cache.
    chmodSync(join(folder, 'cache', 'module'), 0o500);
    chmodSync(join(folder, 'cache'), 0o500);
    chmodSync(outside, 0o500);
    await removeFolder(folder);
    expect([existsSync(folder), existsSync(outside)]).toEqual([false, true]);
    await removeFolder(outside);
  });
});

test('a folder that is not there is removed already', async () => {
  await expect(removeFolder(join(tmpdir(), 'never-made'))).resolves.toBeUndefined();
});
