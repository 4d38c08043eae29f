import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import { type Call, ServiceError } from '../service';
import type { BlobStore } from '../storage/blob-store';
import type { AssetObjects } from './asset-objects';
import { type Bucket, type Buckets, bucketArn } from './buckets';
import type { MultipartUploads } from './multipart-uploads';
import type { ObjectHeaders, ObjectVersion, ObjectVersions } from './object-versions';

/** What the operations of S3 work with. */
export interface S3Context {
  readonly buckets: Buckets;
  readonly objects: ObjectVersions;
  readonly assets: AssetObjects;
  readonly uploads: MultipartUploads;
  readonly blobs: BlobStore;
  readonly iam: Iam;
  readonly clock: Clock;
}

/** Input members that ask for something S3 could do, if only in directory buckets, and this one does not. */
const NOT_IMPLEMENTED = [
  'ACL',
  'ChecksumMD5',
  'ChecksumXXHASH128',
  'ChecksumXXHASH3',
  'ChecksumXXHASH64',
  'CopySourceSSECustomerAlgorithm',
  'CopySourceSSECustomerKey',
  'GrantFullControl',
  'GrantRead',
  'GrantReadACP',
  'GrantWriteACP',
  'IfMatchLastModifiedTime',
  'IfMatchSize',
  'LastModifiedTime',
  'MFA',
  'ObjectLockLegalHoldStatus',
  'ObjectLockMode',
  'ObjectLockRetainUntilDate',
  'SSECustomerAlgorithm',
  'SSECustomerKey',
  'Size',
  'Tagging',
  'WebsiteRedirectLocation',
  'WriteOffsetBytes',
];

/** Longest key in bytes (S3 User Guide, "Naming Amazon S3 objects"). */
const LONGEST_KEY = 1024;

/** An argument out of its bounds, in the words of the error of S3. */
export function invalidArgument(message: string, ArgumentName: string, value: unknown): ServiceError {
  return new ServiceError('InvalidArgument', message, {
    status: 400,
    ArgumentName,
    ArgumentValue: String(value),
  });
}

/** @throws InvalidArgument for the number of a part that no upload can have. */
export function checkPartNumber(number: number): void {
  if (number >= 1 && number <= 10_000) return;
  throw invalidArgument(
    'Part number must be an integer between 1 and 10000, inclusive',
    'partNumber',
    number,
  );
}

/**
 * The bucket a call names. @throws NoSuchBucket, AccessDenied for another owner, KeyTooLongError, NotImplemented by name
 */
export function bucketOf(context: S3Context, input: Record<string, any>, call: Call): Bucket {
  refuseUnsupported(input);
  const size = Buffer.byteLength(input.Key ?? '');
  if (size > LONGEST_KEY)
    throw new ServiceError('KeyTooLongError', 'Your key is too long', {
      status: 400,
      Size: String(size),
      MaxSizeAllowed: String(LONGEST_KEY),
    });
  const bucket = context.buckets.get(input.Bucket, call.region);
  if (input.ExpectedBucketOwner !== undefined && input.ExpectedBucketOwner !== call.account)
    throw new ServiceError('AccessDenied', 'Access Denied', { status: 403 });
  return bucket;
}

/** @throws NotImplemented by name, for a call or for one of the objects that it names */
export function refuseUnsupported(input: Record<string, any>): void {
  const unsupported = NOT_IMPLEMENTED.filter((name) => input[name] !== undefined);
  const { StorageClass = 'STANDARD', CopySource, ChecksumAlgorithm } = input;
  if (StorageClass !== 'STANDARD') unsupported.push(`StorageClass ${StorageClass}`);
  // A copy has the checksums of its source; no other is computed for it.
  if (CopySource !== undefined && ChecksumAlgorithm !== undefined) unsupported.push('ChecksumAlgorithm');
  if (unsupported.length > 0)
    throw new ServiceError('NotImplemented', `not implemented by the local S3: ${unsupported.join(', ')}`, {
      status: 501,
    });
}

/** A version with its content. */
export type ReadableVersion = ObjectVersion & Required<Pick<ObjectVersion, 'content'>>;

/**
 * The version that a read asks for. Whoever may not list the bucket is told "access denied" instead of "no such key"
 * (S3 API Reference, GetObject, Permissions).
 */
export async function readVersion(
  context: S3Context,
  bucket: Bucket,
  input: { Key: string; VersionId?: string },
  call: Call,
): Promise<ReadableVersion> {
  await context.assets.ensure(bucket, input.Key);
  const version =
    input.VersionId === undefined
      ? await context.objects.newest(bucket.name, input.Key)
      : await context.objects.find(bucket.name, input.Key, input.VersionId);
  if (version?.content) return version as ReadableVersion;
  if (version && input.VersionId !== undefined)
    throw new ServiceError('MethodNotAllowed', 'The specified method is not allowed against this resource.', {
      status: 405,
      Method: call.operation === 'HeadObject' ? 'HEAD' : 'GET',
      ResourceType: 'DeleteMarker',
    });
  context.iam.authorize(call.principal, [{ action: 's3:ListBucket', resource: bucketArn(bucket.name) }], {
    region: call.region,
    service: call.service,
  });
  if (input.VersionId !== undefined)
    throw new ServiceError('NoSuchVersion', 'The specified version does not exist.', {
      status: 404,
      Key: input.Key,
      VersionId: input.VersionId,
    });
  throw new ServiceError('NoSuchKey', 'The specified key does not exist.', {
    status: 404,
    Key: input.Key,
    ...(version && { DeleteMarker: true }),
  });
}

/** The headers of a write that S3 keeps with the object. */
export function headersOf(input: Record<string, any>): ObjectHeaders {
  const names = [
    'CacheControl',
    'ContentDisposition',
    'ContentEncoding',
    'ContentLanguage',
    'ContentType',
    'Metadata',
  ];
  const kept: Record<string, unknown> = {};
  for (const name of names) if (input[name] !== undefined) kept[name] = input[name];
  if (input.Expires !== undefined) kept.Expires = new Date(input.Expires).toUTCString();
  return kept;
}

/** VersionId of an answer: buckets that were never versioned give none. */
export function versionIdOf(bucket: Bucket, version: ObjectVersion): { VersionId?: string } {
  return bucket.versioning === undefined ? {} : { VersionId: version.versionId };
}
