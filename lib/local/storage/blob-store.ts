import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';

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
 * Files named by their SHA-256, shared by S3 objects and package assets. A blob is complete, hashed and synced to disk
 * before it gets its name, so a killed process leaves at most a file in `incoming/`, which the next start removes.
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
    return store;
  }

  /** Streams `source` to disk. On any error nothing is kept. */
  async write(source: Readable | AsyncIterable<Uint8Array>): Promise<Blob> {
    const temporary = join(this.incoming, randomUUID());
    const digests = Object.values(ALGORITHMS).map((algorithm) => createHash(algorithm));
    let size = 0;
    const file = await open(temporary, 'wx', 0o644);
    try {
      for await (const chunk of source) {
        const bytes = chunk as Uint8Array;
        for (const digest of digests) digest.update(bytes);
        size += bytes.length;
        // Not `write`, which may take only a part.
        await file.appendFile(bytes);
      }
      await file.sync();
      await file.close();
      const hex = digests.map((digest) => digest.digest('hex'));
      const hashes = Object.fromEntries(
        Object.keys(ALGORITHMS).map((name, i) => [name, hex[i]]),
      ) as unknown as BlobHashes;
      const target = this.pathOf(hashes['SHA-256']);
      await mkdir(join(target, '..'), { recursive: true });
      await rename(temporary, target);
      return { hashes, size };
    } catch (error) {
      await file.close().catch(() => undefined);
      await rm(temporary, { force: true });
      throw error;
    }
  }

  /** @throws if there is no such blob. `range` is inclusive, in bytes. */
  async read(sha256: string, range?: { start: number; end: number }): Promise<Readable> {
    const path = this.pathOf(sha256);
    await stat(path);
    return createReadStream(path, range);
  }

  /** Path of the blob's file, for those that must hand a path to another program. Never write to it. */
  pathOf(sha256: string): string {
    if (!/^[0-9a-f]{64}$/.test(sha256))
      throw new Error(`expected a SHA-256 in lower-case hex, got "${sha256}"`);
    return join(this.directory, sha256.slice(0, 2), sha256);
  }
}
