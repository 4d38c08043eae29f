import { createReadStream } from 'node:fs';
import type { AssetCatalog } from '../assembly/asset-catalog';
import type { FileAsset } from '../assembly/load-assembly';
import { zipDirectory } from '../assembly/zip-directory';
import { KeyedLock } from '../keyed-lock';
import type { BlobStore } from '../storage/blob-store';
import type { Bucket, Buckets } from './buckets';
import type { ObjectVersions } from './object-versions';

/**
 * The assembly's assets as objects of the bootstrap buckets. An asset is stored when it is first asked for: its key
 * holds its hash, so what is stored under the key never changes, and most assets are never asked for.
 */
export class AssetObjects {
  private readonly locks = new KeyedLock();

  constructor(
    private readonly catalog: AssetCatalog,
    private readonly objects: ObjectVersions,
    private readonly blobs: BlobStore,
  ) {}

  /** Adds the bootstrap buckets. */
  addBuckets(buckets: Buckets, createdAt: number): void {
    for (const [name, region] of this.catalog.buckets)
      buckets.add({
        name,
        region,
        versioning: 'Enabled',
        encryption: { ServerSideEncryption: 'AES256' },
        createdAt,
      });
  }

  /** Stores the asset with this key, if there is one and it is not yet there. */
  async ensure(bucket: Bucket, key: string): Promise<void> {
    const asset = this.catalog.find(bucket.name, key);
    if (asset !== undefined) await this.locks.run(`${bucket.name}/${key}`, () => this.store(bucket, asset));
  }

  /** Stores every asset of the bucket, for a listing. */
  async ensureAll(bucket: Bucket): Promise<void> {
    for (const asset of this.catalog.inBucket(bucket.name)) await this.ensure(bucket, asset.key);
  }

  private async store(bucket: Bucket, asset: FileAsset): Promise<void> {
    if (await this.objects.newest(bucket.name, asset.key)) return;
    const source = asset.packaging === 'zip' ? await zipDirectory(asset.path) : createReadStream(asset.path);
    const blob = await this.blobs.write(source);
    await this.objects.add(bucket, asset.key, {
      sha256: blob.hashes['SHA-256'],
      size: blob.size,
      etag: blob.hashes.MD5,
      encryption: bucket.encryption,
      headers: asset.packaging === 'zip' ? { ContentType: 'application/zip' } : {},
    });
  }
}
