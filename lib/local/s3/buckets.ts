import { ServiceError } from '../service';
import type { Store, Table } from '../storage/store';

/** How objects are encrypted. A key is named only where it is the customer's own. */
export interface Encryption {
  readonly ServerSideEncryption: string;
  readonly SSEKMSKeyId?: string;
}

/** A bucket as its template or an API call defines it. */
export interface Bucket {
  readonly name: string;
  readonly region: string;
  /** Absent: never versioned, and every object has the version `null`. */
  readonly versioning?: 'Enabled' | 'Suspended';
  readonly encryption: Encryption;
  /** Milliseconds since the epoch. */
  readonly createdAt: number;
}

/**
 * The buckets of the account. Names are global; each bucket has one home region. Those of the assembly are deployed
 * again at every start; those that API calls made or changed are kept in the store.
 */
export class Buckets {
  private readonly byName = new Map<string, Bucket>();
  private readonly table: Table<Bucket>;

  constructor(store: Store) {
    this.table = store.table('s3-buckets');
  }

  /** Reads the stored buckets; the assembly decides on those that it has. */
  async load(): Promise<void> {
    for await (const [name, bucket] of this.table.entries())
      if (!this.byName.has(name)) this.byName.set(name, bucket);
  }

  /** Creates or changes a bucket on behalf of an API call. */
  async create(bucket: Bucket): Promise<void> {
    await this.table.put(bucket.name, bucket);
    this.add(bucket);
  }

  async remove(name: string): Promise<void> {
    await this.table.delete(name);
    this.byName.delete(name);
  }

  add(bucket: Bucket): void {
    this.byName.set(bucket.name, bucket);
  }

  all(): readonly Bucket[] {
    return [...this.byName.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  find(name: string): Bucket | undefined {
    return this.byName.get(name);
  }

  /** The bucket, which a caller in `region` may use. @throws NoSuchBucket, or PermanentRedirect as S3's endpoints answer. */
  get(name: string, region: string): Bucket {
    const bucket = this.byName.get(name);
    if (bucket === undefined)
      throw new ServiceError('NoSuchBucket', 'The specified bucket does not exist', {
        status: 404,
        BucketName: name,
      });
    if (bucket.region !== region)
      throw new ServiceError(
        'PermanentRedirect',
        'The bucket you are attempting to access must be addressed using the specified endpoint. Please send all ' +
          `future requests to this endpoint: bucket ${name} is in ${bucket.region}, the request was for ${region}.`,
        { status: 301, Bucket: name, Endpoint: `s3.${bucket.region}.amazonaws.com`, Region: bucket.region },
      );
    return bucket;
  }
}

/** ARN of a bucket. */
export function bucketArn(bucket: string): string {
  return `arn:aws:s3:::${bucket}`;
}

/** ARN of an object. */
export function objectArn(bucket: string, key: string): string {
  return `arn:aws:s3:::${bucket}/${key}`;
}
