import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Blob, BlobStore } from '../../storage/blob-store';

/** An uploaded file on disk, and the digests of what the client sent. */
export interface StoredUpload extends Blob {
  readonly sent: { readonly md5: string; readonly sha256: string };
}

/**
 * Streams an upload to disk. With `wrongBytes` the first byte is stored inverted: what is served later agrees with its
 * own hashes, but is not what the client sent.
 */
export async function storeUpload(
  blobs: BlobStore,
  stream: Readable,
  { wrongBytes }: { readonly wrongBytes: boolean },
): Promise<StoredUpload> {
  // Not destroyed when the disk is full: the form's reader reads the rest, and only then can the client be told.
  const source = stream.iterator({ destroyOnReturn: false });
  if (!wrongBytes) {
    const blob = await blobs.write(source);
    return { ...blob, sent: { md5: blob.hashes.MD5, sha256: blob.hashes['SHA-256'] } };
  }
  const [md5, sha256] = [createHash('md5'), createHash('sha256')];
  const blob = await blobs.write(
    invertFirstByte(source, (chunk) => [md5, sha256].map((hash) => hash.update(chunk))),
  );
  return { ...blob, sent: { md5: md5.digest('hex'), sha256: sha256.digest('hex') } };
}

async function* invertFirstByte(
  source: AsyncIterable<Buffer>,
  see: (chunk: Buffer) => void,
): AsyncIterable<Buffer> {
  let first = true;
  for await (const chunk of source) {
    see(chunk);
    if (!first || chunk.length === 0) {
      yield chunk;
      continue;
    }
    first = false;
    const wrong = Buffer.from(chunk);
    wrong[0] = (wrong[0] as number) ^ 0xff;
    yield wrong;
  }
}
