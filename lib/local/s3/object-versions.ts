import { randomBytes } from 'node:crypto';
import type { Clock } from '../clock';
import { KeyedLock } from '../keyed-lock';
import type { Store, Table, Write } from '../storage/store';
import type { Bucket, Encryption } from './buckets';

/** Headers that S3 keeps with an object and gives back. */
export interface ObjectHeaders {
  readonly CacheControl?: string;
  readonly ContentDisposition?: string;
  readonly ContentEncoding?: string;
  readonly ContentLanguage?: string;
  readonly ContentType?: string;
  readonly Expires?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
}

/** What an object version consists of. */
export interface ObjectContent {
  readonly sha256: string;
  readonly size: number;
  /** Without quotes: the MD5, or `MD5-PARTS` after a multipart upload. */
  readonly etag: string;
  readonly headers: ObjectHeaders;
  readonly encryption: Encryption;
  /** Checksums the writer sent, by member name (`ChecksumCRC32`). */
  readonly checksums?: Readonly<Record<string, string>>;
  /** The upload in parts that made it. */
  readonly uploadId?: string;
}

/** A version of an object. Without `content` it is a delete marker. */
export interface ObjectVersion {
  readonly key: string;
  readonly versionId: string;
  /** Position among the versions of the key; the highest is the current one. */
  readonly sequence: number;
  /** Milliseconds since the epoch. */
  readonly lastModified: number;
  readonly content?: ObjectContent;
}

/** Version id of objects in buckets without versioning. */
export const NULL_VERSION = 'null';

/** Sequences are stored counted down from here, so that the newest version of a key comes first. */
const LAST_SEQUENCE = 2 ** 40;

/** Bytes at the start of a version id that tell its sequence. */
const SEQUENCE_BYTES = 6;

/** What a listing holds, and where it goes on. */
export interface ListRange {
  readonly prefix?: string | undefined;
  /** The listing starts behind this key. */
  readonly afterKey?: string | undefined;
  /** The listing starts behind this version of `afterKey`, instead of behind all of them. */
  readonly afterVersionId?: string | undefined;
}

/** Throws unless a change may be made to an object whose newest version this is. */
export type VersionCheck = (newest: ObjectVersion | undefined) => void;

/** The versions of all objects, newest first per key, keys in UTF-8 order as S3 lists them. */
export class ObjectVersions {
  private readonly table: Table<ObjectVersion>;
  private readonly locks = new KeyedLock();

  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    this.table = store.table('s3-objects');
  }

  /** Newest version, which may be a delete marker. */
  async newest(bucket: string, key: string): Promise<ObjectVersion | undefined> {
    for await (const version of this.versionsOf(bucket, key)) return version;
    return undefined;
  }

  find(bucket: string, key: string, versionId: string): Promise<ObjectVersion | undefined> {
    return this.first(bucket, key, (version) => version.versionId === versionId);
  }

  /** The version that an upload in parts made. */
  ofUpload(bucket: string, key: string, uploadId: string): Promise<ObjectVersion | undefined> {
    return this.first(bucket, key, ({ content }) => content?.uploadId === uploadId);
  }

  private async first(bucket: string, key: string, isWanted: (version: ObjectVersion) => boolean) {
    for await (const version of this.versionsOf(bucket, key)) if (isWanted(version)) return version;
    return undefined;
  }

  /** Every version in listing order. */
  async *list(bucket: string, { prefix = '', ...range }: ListRange = {}): AsyncIterable<ObjectVersion> {
    const after = await this.startOf(bucket, range);
    for await (const [, version] of this.table.entries({ prefix: `${bucket}\0${prefix}`, after }))
      yield version;
  }

  private async startOf(bucket: string, { afterKey: key, afterVersionId }: ListRange) {
    if (key === undefined) return undefined;
    if (afterVersionId === undefined) return `${bucket}\0${key}\0\uffff`;
    // Whoever deletes what a page lists has deleted the version that the next page starts behind.
    const found = await this.find(bucket, key, afterVersionId);
    return recordKey(bucket, { key, sequence: found?.sequence ?? sequenceOf(afterVersionId) });
  }

  /**
   * Makes `content` (or a delete marker) the newest version. `check` sees the version that was newest before; nothing
   * comes between the check and the write. What is written `along` is written together with the version or not at all.
   */
  async add(
    bucket: Bucket,
    key: string,
    content: ObjectContent | undefined,
    { check = () => undefined, along = [] }: { check?: VersionCheck; along?: readonly Write[] } = {},
  ): Promise<ObjectVersion> {
    return this.locks.run(`${bucket.name}\0${key}`, async () => {
      const newest = await this.newest(bucket.name, key);
      check(newest);
      const sequence = (newest?.sequence ?? 0) + 1;
      const version: ObjectVersion = {
        key,
        versionId: bucket.versioning === 'Enabled' ? versionIdFor(sequence) : NULL_VERSION,
        sequence,
        lastModified: this.clock.now(),
        ...(content && { content }),
      };
      const writes: Write[] = [...along];
      if (version.versionId === NULL_VERSION) {
        const replaced = await this.find(bucket.name, key, NULL_VERSION);
        if (replaced) writes.push({ table: this.table, key: recordKey(bucket.name, replaced) });
      }
      writes.push({ table: this.table, key: recordKey(bucket.name, version), value: version });
      await this.store.batch(writes);
      return version;
    });
  }

  /** Removes one version for good. `check` sees the newest version, as in {@link add}. */
  async remove(
    bucket: string,
    { key, versionId }: { key: string; versionId: string },
    check: VersionCheck = () => undefined,
  ): Promise<ObjectVersion | undefined> {
    return this.locks.run(`${bucket}\0${key}`, async () => {
      check(await this.newest(bucket, key));
      const version = await this.find(bucket, key, versionId);
      if (version) await this.table.delete(recordKey(bucket, version));
      return version;
    });
  }

  private async *versionsOf(bucket: string, key: string): AsyncIterable<ObjectVersion> {
    // A key may hold any character, also the one that ends it here.
    for await (const [, version] of this.table.entries({ prefix: `${bucket}\0${key}\0` }))
      if (version.key === key) yield version;
  }
}

function versionIdFor(sequence: number): string {
  const id = randomBytes(24);
  id.writeUIntBE(sequence, 0, SEQUENCE_BYTES);
  return id.toString('base64url');
}

/** Where a version stood that is gone. An id that does not tell it, `null`, stands before all versions of its key. */
function sequenceOf(versionId: string): number {
  const id = Buffer.from(versionId, 'base64url');
  return id.length < SEQUENCE_BYTES
    ? LAST_SEQUENCE
    : Math.min(id.readUIntBE(0, SEQUENCE_BYTES), LAST_SEQUENCE);
}

function recordKey(bucket: string, version: Pick<ObjectVersion, 'key' | 'sequence'>): string {
  const position = (LAST_SEQUENCE - version.sequence).toString(16).padStart(11, '0');
  return `${bucket}\0${version.key}\0${position}`;
}
