import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { BlobStore } from '../../../lib/local/storage/blob-store';
import type { VirtualClock } from './virtual-clock';

/** Blobs in memory: the file system and its syncs are no part of what is shown here. */
export function memoryBlobs(clock: VirtualClock): BlobStore {
  const blobs = new Map<string, Buffer>();
  const store = {
    write: (source: AsyncIterable<Uint8Array>) =>
      clock.during(async () => {
        const chunks: Uint8Array[] = [];
        for await (const chunk of source) chunks.push(chunk);
        const bytes = Buffer.concat(chunks);
        const hash = (name: string) => createHash(name).update(bytes).digest('hex');
        const sha256 = hash('sha256');
        blobs.set(sha256, bytes);
        const hashes = {
          MD5: hash('md5'),
          'SHA-1': hash('sha1'),
          'SHA-256': sha256,
          'SHA-512': hash('sha512'),
        };
        return { hashes, size: bytes.length };
      }),
    async read(sha256: string) {
      const bytes = blobs.get(sha256);
      if (bytes === undefined) throw new Error(`blob ${sha256}: expected it in memory, found none`);
      return Readable.from([bytes]);
    },
    locate(sha256: string): string {
      throw new Error(`blob ${sha256}: has no path; use source distributions only, nobody looks into those`);
    },
  };
  return store as unknown as BlobStore;
}
