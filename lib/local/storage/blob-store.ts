import { createHash, randomUUID } from 'node:crypto';
import { appendFile, closeSync, fsync, mkdirSync, open, openSync } from 'node:fs';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { type BlobBody, BytesBody } from './blob-body';
import { FileBody, type FileRange } from './file-body';
import type { BytesTable, Store } from './store';

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

const create = promisify(open);
const append = promisify(appendFile) as (descriptor: number, bytes: Uint8Array) => Promise<void>;
const sync = promisify(fsync);

/**
 * Blobs up to so many bytes are kept in the store, with the records that refer to them: most sdists and wheels without
 * compiled code, every manifest. A file of its own would cost two syncs and a dozen system calls more.
 */
const LONGEST_KEPT = 64 * 1024;

/**
 * Content found by its SHA-256, shared by S3 objects and package assets. A record that is written to the store after
 * `write` has resolved never outlives its blob, however the process or the machine ends:
 *
 * - A small blob goes to the store's log before the record.
 * - A larger one is a file, complete, hashed and synced to disk before it gets its name, and its name is on disk, too,
 *   when `write` resolves. A killed process leaves at most a file in `incoming/`, which the next start removes.
 */
export class BlobStore {
  private readonly incoming: string;
  private readonly kept: BytesTable;
  /** Folders of files that were made, or found, by this process. */
  private readonly folders = new Map<string, Promise<void>>();

  private constructor(
    private readonly directory: string,
    store: Store,
  ) {
    this.incoming = join(directory, 'incoming');
    this.kept = store.bytes('blobs');
  }

  static async open(directory: string, store: Store): Promise<BlobStore> {
    const blobs = new BlobStore(directory, store);
    await rm(blobs.incoming, { recursive: true, force: true });
    await mkdir(blobs.incoming, { recursive: true });
    return blobs;
  }

  /** Streams `source` to disk. On any error nothing is kept. */
  async write(source: Readable | AsyncIterable<Uint8Array>): Promise<Blob> {
    const chunks = iterate(source);
    const head: Uint8Array[] = [];
    for (let size = 0; size <= LONGEST_KEPT; size += head.at(-1)?.length ?? 0) {
      const { done, value } = await chunks.next();
      if (done) return this.keep(head);
      head.push(value);
    }
    try {
      return await this.writeFile(iterate(head, chunks));
    } finally {
      // Also where no file could be made to read them for: an open source waits for its reader.
      await chunks.return(undefined);
    }
  }

  private keep(chunks: readonly Uint8Array[]): Blob {
    const digests = new Digests();
    for (const chunk of chunks) digests.update(chunk);
    const blob = digests.end();
    this.kept.add(blob.hashes['SHA-256'], Buffer.concat(chunks));
    return blob;
  }

  private async writeFile(chunks: AsyncIterable<Uint8Array>): Promise<Blob> {
    const temporary = join(this.incoming, randomUUID());
    const digests = new Digests();
    try {
      await withFile(await create(temporary, 'wx', 0o644), async (file) => {
        // Not `write`, which may take only a part.
        for await (const chunk of chunks) {
          digests.update(chunk);
          await append(file, chunk);
        }
        await sync(file);
      });
      const blob = digests.end();
      const target = this.pathOf(blob.hashes['SHA-256']);
      const folder = dirname(target);
      await this.makeFolder(folder);
      await rename(temporary, target);
      await syncFolder(folder);
      return blob;
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /**
   * Resolves when the folder is there and its name is on disk. One that is there already is synced as well, once: a
   * process that was killed may have made it a moment before.
   */
  private makeFolder(folder: string): Promise<void> {
    const known = this.folders.get(folder);
    if (known !== undefined) return known;
    mkdirSync(folder, { recursive: true });
    const synced = syncFolder(this.directory);
    this.folders.set(folder, synced);
    synced.catch(() => this.folders.delete(folder));
    return synced;
  }

  /** @throws if there is no such blob. `range` is inclusive, in bytes. */
  async read(sha256: string, range?: FileRange): Promise<BlobBody> {
    const content = this.locate(sha256);
    if (typeof content === 'string') return FileBody.open(content, range);
    return new BytesBody(range === undefined ? content : content.subarray(range.start, range.end + 1));
  }

  /** Number of its bytes. @throws if there is no such blob */
  async sizeOf(sha256: string): Promise<number> {
    const content = this.locate(sha256);
    return typeof content === 'string' ? (await stat(content)).size : content.length;
  }

  /** Path of the blob's file, or its bytes if it has none. Never write to either. */
  locate(sha256: string): string | Uint8Array {
    return this.kept.get(sha256) ?? this.pathOf(sha256);
  }

  private pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new Error(`expected a SHA-256 in lower-case hex, got "${sha256}"`);
    return join(this.directory, sha256.slice(0, 2), sha256);
  }
}

/** All digests of a blob at once. */
class Digests {
  private readonly digests = Object.entries(ALGORITHMS).map(
    ([name, algorithm]) => [name, createHash(algorithm)] as const,
  );
  private size = 0;

  update(chunk: Uint8Array): void {
    for (const [, digest] of this.digests) digest.update(chunk);
    this.size += chunk.length;
  }

  end(): Blob {
    const hashes = Object.fromEntries(this.digests.map(([name, digest]) => [name, digest.digest('hex')]));
    return { hashes: hashes as unknown as BlobHashes, size: this.size };
  }
}

/** What the sources have, one after the other. Whoever stops early ends them. */
async function* iterate(
  ...sources: readonly (AsyncIterable<Uint8Array> | Iterable<Uint8Array>)[]
): AsyncGenerator<Uint8Array, undefined> {
  for (const source of sources) yield* source;
  return undefined;
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
