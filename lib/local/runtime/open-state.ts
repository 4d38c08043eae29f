import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BlobStore } from '../storage/blob-store';
import { isDiskFull } from '../storage/disk-full';
import { removeFolder } from '../storage/remove-folder';
import { openStore, type Store } from '../storage/store';
import { makeStateFolder } from './make-state-folder';

/** Everything that the runtime keeps. */
export interface State {
  readonly store: Store;
  readonly blobs: BlobStore;
  /** Folder of the ledger's databases; undefined when they live in memory. */
  readonly dynamoDbDirectory?: string;
  /** Folder of the bare git repositories. */
  readonly gitDirectory: string;
  /** Folder for downloads that are worth keeping. */
  readonly cacheDirectory: string;
  /** Folder for files that need not outlive the runtime; empty at the start. */
  readonly workDirectory: string;
  close(): Promise<void>;
}

/**
 * Opens the state folder, or a temporary one that is gone after `close`. One runtime at a time holds a folder: the
 * operating system frees the store's own lock when its process ends, however it ends, so no stale lock can remain.
 * @throws Error that names the process that holds it, or says why the folder cannot be one
 */
export async function openState(directory?: string): Promise<State> {
  const root = directory ?? mkdtempSync(join(tmpdir(), 'vigilant-'));
  makeStateFolder(root);
  const pidFile = join(root, 'runtime.pid');
  const store = await openStore(directory === undefined ? undefined : join(root, 'store')).catch(
    (error: unknown) => {
      throw explain(error, root, pidFile);
    },
  );
  try {
    writeFileSync(pidFile, `${process.pid}\n`);
    const workDirectory = join(root, 'work');
    await removeFolder(workDirectory);
    const gitDirectory = join(root, 'git');
    for (const folder of [workDirectory, gitDirectory]) mkdirSync(folder, { recursive: true });
    return {
      store,
      blobs: await BlobStore.open(join(root, 'blobs'), store),
      ...(directory !== undefined && { dynamoDbDirectory: join(root, 'dynamodb') }),
      gitDirectory,
      cacheDirectory: join(root, 'cache'),
      workDirectory,
      async close() {
        await store.close();
        rmSync(directory === undefined ? root : pidFile, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await store.close();
    throw error;
  }
}

function explain(error: unknown, root: string, pidFile: string): unknown {
  const locked = [error, (error as Error).cause].find(
    (one) => (one as { code?: string })?.code === 'LEVEL_LOCKED',
  );
  if (isDiskFull(error))
    return new Error(
      `the state folder ${root} cannot be opened: no space left on device; free some, and start again`,
      { cause: error },
    );
  if (locked === undefined) {
    const { message, cause } = error as Error;
    return new Error(
      `the state folder ${root} cannot be opened: its database is damaged (${(cause as Error | undefined)?.message ?? message}); ` +
        'move the folder away to begin with an empty one, or choose another folder',
      { cause: error },
    );
  }
  return new Error(
    `the state folder ${root} is used by another runtime (process ${readPid(pidFile)}); ` +
      'stop that one or choose another folder',
    { cause: locked },
  );
}

function readPid(pidFile: string): string {
  try {
    return readFileSync(pidFile, 'utf8').trim();
  } catch {
    return 'unknown';
  }
}
