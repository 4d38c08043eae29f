import { crc32 } from 'node:zlib';
import { ServiceError } from '../service';
import type { Blob, BlobStore } from '../storage/blob-store';

/** Checksum members that are verified; the other algorithms of the service model are kept and given back unseen. */
const KEPT = [
  'ChecksumCRC32',
  'ChecksumCRC32C',
  'ChecksumCRC64NVME',
  'ChecksumSHA1',
  'ChecksumSHA256',
  'ChecksumSHA512',
] as const;

/**
 * Checks Content-MD5 and the checksums that the writer sent against what was stored.
 * @returns the checksums, to be kept with the object. @throws BadDigest
 */
export async function verifiedChecksums(
  input: Record<string, any>,
  blob: Blob,
  blobs: BlobStore,
): Promise<Record<string, string>> {
  const md5 = Buffer.from(blob.hashes.MD5, 'hex').toString('base64');
  if (input.ContentMD5 !== undefined && input.ContentMD5 !== md5)
    throw badDigest('Content-MD5', input.ContentMD5, md5);
  const sent: Record<string, string> = {};
  for (const name of KEPT) {
    if (input[name] === undefined) continue;
    const actual = await checksumOf(name, blob, blobs);
    if (actual !== undefined && actual !== input[name]) throw badDigest(name, input[name], actual);
    sent[name] = input[name];
  }
  return sent;
}

async function checksumOf(
  name: (typeof KEPT)[number],
  blob: Blob,
  blobs: BlobStore,
): Promise<string | undefined> {
  const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');
  if (name === 'ChecksumSHA256') return base64(blob.hashes['SHA-256']);
  if (name === 'ChecksumSHA1') return base64(blob.hashes['SHA-1']);
  if (name === 'ChecksumSHA512') return base64(blob.hashes['SHA-512']);
  if (name !== 'ChecksumCRC32') return undefined;
  let value = 0;
  for await (const chunk of await blobs.read(blob.hashes['SHA-256'])) value = crc32(chunk as Buffer, value);
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes.toString('base64');
}

function badDigest(name: string, sent: string, actual: string): ServiceError {
  return new ServiceError(
    'BadDigest',
    `The ${name} you specified (${sent}) did not match what we received (${actual}).`,
    {
      status: 400,
    },
  );
}
