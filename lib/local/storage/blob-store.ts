import { createHash, randomUUID } from 'node:crypto';
import { appendFile, appendFileSync, closeSync, fsync, mkdirSync, open, openSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { FileBody, type FileRange } from './file-body';

/** Lower-case hex digests of a blob. */
export interface BlobHashes {
  readonly MD5: string;
  readonly 'SHA-1': string;
  readonly 'SHA-256': string;
  readonly 'SHA-512': string;
}

/** A stored blob. `size` is in bytes. */
export interface Blob {
  readonly hashes: BlobHashes;
  readonly size: number;
}

const ALGORITHMS = { MD5: 'md5', 'SHA-1': 'sha1', 'SHA-256': 'sha256', 'SHA-512': 'sha512' } as const;

/**
 * Up to so many bytes go to the page cache at once: that takes microseconds, while a thread to do it in costs a tenth
 * of a millisecond. What can wait for the disk (new names, much data, syncing) is done in one.
 */
const SMALL = 256 * 1024;
const create = promisify(open);
const append = promisify(appendFile) as (descriptor: number, bytes: Uint8Array) => Promise<void>;
const sync = promisify(fsync);

/**
 * Files named by their SHA-256, shared by S3 objects and package assets. A blob is complete, hashed and synced to disk
 * before it gets its name, so a killed process leaves at most a file in `incoming/`, which the next start removes. Its
 * name is on disk, too, when `write` resolves: a record that is written then never outlives its blob.
 */
export class BlobStore {
  private readonly incoming: string;

  private constructor(private readonly directory: string) {
    this.incoming = join(directory, 'incoming');
  }

  static async open(directory: string): Promise<BlobStore> {
    const store = new BlobStore(directory);
    await rm(store.incoming, { recursive: true, force: true });
    await mkdir(store.incoming, { recursive: true });
    // Now and not when the first blob of each comes: it would have to wait until the folder's own name is synced.
    for (let first = 0; first < 256; first += 1)
      mkdirSync(join(directory, first.toString(16).padStart(2, '0')), { recursive: true });
    await syncFolder(directory);
    return store;
  }

  /** Streams `source` to disk. On any error nothing is kept. */
  async write(source: Readable | AsyncIterable<Uint8Array>): Promise<Blob> {
    const temporary = join(this.incoming, randomUUID());
    const digests = Object.values(ALGORITHMS).map((algorithm) => createHash(algorithm));
    let size = 0;
    try {
      await withFile(await create(temporary, 'wx', 0o644), async (file) => {
        for await (const chunk of source) {
          const bytes = chunk as Uint8Array;
          for (const digest of digests) digest.update(bytes);
          size += bytes.length;
          // Not `write`, which may take only a part.
          if (size > SMALL) await append(file, bytes);
          else appendFileSync(file, bytes);
        }
        await sync(file);
      });
      const hex = digests.map((digest) => digest.digest('hex'));
      const hashes = Object.fromEntries(
        Object.keys(ALGORITHMS).map((name, i) => [name, hex[i]]),
      ) as unknown as BlobHashes;
      const target = this.pathOf(hashes['SHA-256']);
      await rename(temporary, target);
      await syncFolder(dirname(target));
      return { hashes, size };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** @throws if there is no such blob. `range` is inclusive, in bytes. */
  async read(sha256: string, range?: FileRange): Promise<FileBody> {
    return FileBody.open(this.pathOf(sha256), range);
  }

  /** Path of the blob's file, for those that must hand a path to another program. Never write to it. */
  pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new Error(`expected a SHA-256 in lower-case hex, got "${sha256}"`);
    return join(this.directory, sha256.slice(0, 2), sha256);
  }
}

/** Brings the names in a folder to disk: syncing a file says nothing about its name (fsync(2)). */
async function syncFolder(path: string): Promise<void> {
  await withFile(openSync(path, 'r'), sync);
}

async function withFile(descriptor: number, use: (descriptor: number) => Promise<void>): Promise<void> {
  try {
    await use(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
