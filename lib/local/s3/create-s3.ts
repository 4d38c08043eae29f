import type { AssetCatalog } from '../assembly/asset-catalog';
import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import type { Service } from '../service';
import type { BlobStore } from '../storage/blob-store';
import type { Store } from '../storage/store';
import { AssetObjects } from './asset-objects';
import { bucketPolicyProvider } from './bucket-policy-provider';
import { bucketProvider } from './bucket-provider';
import { Buckets } from './buckets';
import { MultipartUploads } from './multipart-uploads';
import { ObjectVersions } from './object-versions';
import { abortMultipartUpload } from './operations/abort-multipart-upload';
import { createBucket, deleteBucket, putBucketVersioning } from './operations/change-buckets';
import { completeMultipartUpload } from './operations/complete-multipart-upload';
import { copyObject } from './operations/copy-object';
import { createMultipartUpload } from './operations/create-multipart-upload';
import { deleteObject } from './operations/delete-object';
import { deleteObjects } from './operations/delete-objects';
import {
  getBucketLocation,
  getBucketVersioning,
  headBucket,
  listBuckets,
} from './operations/describe-buckets';
import { getObject, headObject } from './operations/get-object';
import { listObjectVersions } from './operations/list-object-versions';
import { listObjects } from './operations/list-objects';
import { listObjectsV2 } from './operations/list-objects-v2';
import { putObject } from './operations/put-object';
import { uploadPart } from './operations/upload-part';
import type { S3Context } from './s3-context';

/** What {@link createS3} works with. */
export interface S3Options {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly iam: Iam;
  readonly clock: Clock;
  /** Assets of the assembly: they are the objects of the bootstrap buckets. */
  readonly assets: AssetCatalog;
}

/** S3 as far as releases, pipeline artifacts and assets need it. */
export interface S3 {
  readonly service: Service;
  readonly providers: readonly ResourceProvider[];
  /** Takes up the buckets that API calls made; call it when every resource is deployed. */
  load(): Promise<void>;
}

/** Creates the S3 service: buckets from the assembly, objects in `store` and `blobs`. */
export function createS3(options: S3Options): S3 {
  const { store, blobs, iam, clock } = options;
  const buckets = new Buckets(store);
  const objects = new ObjectVersions(store, clock);
  const assets = new AssetObjects(options.assets, objects, blobs);
  assets.addBuckets(buckets, clock.now());
  const context: S3Context = {
    buckets,
    objects,
    assets,
    blobs,
    iam,
    clock,
    uploads: new MultipartUploads(store),
  };
  return {
    service: {
      model: 's3',
      operations: {
        AbortMultipartUpload: abortMultipartUpload(context),
        CompleteMultipartUpload: completeMultipartUpload(context),
        CreateBucket: createBucket(context),
        CopyObject: copyObject(context),
        CreateMultipartUpload: createMultipartUpload(context),
        DeleteBucket: deleteBucket(context),
        DeleteObject: deleteObject(context),
        DeleteObjects: deleteObjects(context),
        GetBucketLocation: getBucketLocation(context),
        GetBucketVersioning: getBucketVersioning(context),
        GetObject: getObject(context),
        HeadBucket: headBucket(context),
        HeadObject: headObject(context),
        ListBuckets: listBuckets(context),
        ListObjectVersions: listObjectVersions(context),
        ListObjects: listObjects(context),
        ListObjectsV2: listObjectsV2(context),
        PutBucketVersioning: putBucketVersioning(context),
        PutObject: putObject(context),
        UploadPart: uploadPart(context),
      },
    },
    providers: [bucketProvider(buckets, clock), bucketPolicyProvider(iam)],
    load: () => buckets.load(),
  };
}
