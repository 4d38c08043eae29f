import { createHash, randomBytes } from 'node:crypto';
import { KeyedLock } from '../keyed-lock';
import { ServiceError } from '../service';
import type { Blob } from '../storage/blob-store';
import type { Store, Table, Write } from '../storage/store';
import type { Encryption } from './buckets';
import type { ObjectHeaders } from './object-versions';

/** A multipart upload that was begun and neither completed nor aborted. */
export interface MultipartUpload {
  readonly bucket: string;
  readonly key: string;
  readonly headers: ObjectHeaders;
  readonly encryption: Encryption;
  /** `FULL_OBJECT` or `COMPOSITE`, if it was begun with one. */
  readonly checksumType?: string;
}

/** An uploaded part. */
export interface UploadedPart {
  readonly number: number;
  readonly sha256: string;
  readonly md5: string;
  readonly size: number;
}

/** Every part but the last must have this size (S3 User Guide, multipart upload limits). */
const SMALLEST_PART = 5 * 1024 * 1024;

/** Multipart uploads under way; they survive a restart as they do on S3. */
export class MultipartUploads {
  private readonly uploads: Table<MultipartUpload>;
  private readonly parts: Table<UploadedPart>;
  private readonly locks = new KeyedLock();

  constructor(private readonly store: Store) {
    this.uploads = store.table('s3-uploads');
    this.parts = store.table('s3-parts');
  }

  async begin(upload: MultipartUpload): Promise<string> {
    const id = randomBytes(48).toString('base64url');
    await this.uploads.put(id, upload);
    return id;
  }

  /** Runs what adds to an upload or ends it, one after the other: an upload ends once, and has no part afterwards. */
  exclusively<T>(id: string, task: () => Promise<T>): Promise<T> {
    return this.locks.run(id, task);
  }

  /** @throws NoSuchUpload unless `id` is an upload to this object. */
  async get(id: string, bucket: string, key: string): Promise<MultipartUpload> {
    const upload = await this.uploads.get(id);
    if (upload === undefined || upload.bucket !== bucket || upload.key !== key)
      throw new ServiceError(
        'NoSuchUpload',
        'The specified upload does not exist. The upload ID may be invalid, or the upload may have been aborted or completed.',
        { status: 404, UploadId: id },
      );
    return upload;
  }

  async addPart(id: string, number: number, blob: Blob): Promise<UploadedPart> {
    const part = { number, sha256: blob.hashes['SHA-256'], md5: blob.hashes.MD5, size: blob.size };
    await this.parts.put(partKey(id, number), part);
    return part;
  }

  /** The parts that a completion lists. @throws MalformedXML, InvalidPart, InvalidPartOrder, EntityTooSmall as S3 does. */
  async listed(
    id: string,
    wanted: readonly { PartNumber?: number; ETag?: string }[],
  ): Promise<UploadedPart[]> {
    if (wanted.length === 0)
      throw new ServiceError(
        'MalformedXML',
        'The XML you provided was not well-formed or did not validate against our published schema: expected at least one Part in CompleteMultipartUpload, got none',
        { status: 400 },
      );
    const found: UploadedPart[] = [];
    for (const { PartNumber = 0, ETag } of wanted) {
      const part = await this.parts.get(partKey(id, PartNumber));
      if (part === undefined || (ETag ?? '').replaceAll('"', '') !== part.md5)
        throw new ServiceError(
          'InvalidPart',
          `One or more of the specified parts could not be found: part ${PartNumber} with ETag ${ETag}.`,
          { status: 400 },
        );
      if (PartNumber <= (found.at(-1)?.number ?? 0))
        throw new ServiceError('InvalidPartOrder', 'The list of parts was not in ascending order.', {
          status: 400,
        });
      found.push(part);
    }
    const small = found.slice(0, -1).find((part) => part.size < SMALLEST_PART);
    if (small)
      throw new ServiceError(
        'EntityTooSmall',
        `Your proposed upload is smaller than the minimum allowed size: part ${small.number} has ${small.size} bytes.`,
        { status: 400 },
      );
    return found;
  }

  /** What forgets the upload and its parts when it is written. */
  async removal(id: string): Promise<Write[]> {
    const writes: Write[] = [{ table: this.uploads, key: id }];
    for await (const [key] of this.parts.entries({ prefix: `${id}/` }))
      writes.push({ table: this.parts, key });
    return writes;
  }

  async abort(id: string): Promise<void> {
    await this.store.batch(await this.removal(id));
  }
}

/** ETag of an object that was uploaded in parts: MD5 over the binary MD5s of its parts, and their number. */
export function multipartEtag(parts: readonly Pick<UploadedPart, 'md5'>[]): string {
  const digests = Buffer.concat(parts.map((part) => Buffer.from(part.md5, 'hex')));
  return `${createHash('md5').update(digests).digest('hex')}-${parts.length}`;
}

function partKey(id: string, number: number): string {
  return `${id}/${String(number).padStart(5, '0')}`;
}
