import { type Operation, ServiceError } from '../../service';
import type { BlobStore } from '../../storage/blob-store';
import { type Bucket, objectArn } from '../buckets';
import { verifiedChecksums } from '../checksums';
import { multipartEtag, type UploadedPart } from '../multipart-uploads';
import type { ObjectVersion } from '../object-versions';
import { checkWriteConditions } from '../preconditions';
import { bucketOf, type S3Context, versionIdOf } from '../s3-context';

/**
 * CompleteMultipartUpload: joins the listed parts to one object. A client that lost the answer asks again and gets it, as
 * on AWS (minio/minio, issue 13318); that it must list the same parts, and as long as the object is there, is a guess.
 */
export function completeMultipartUpload(context: S3Context): Operation {
  return {
    permissions: (input) => [{ action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) }],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      return context.uploads.exclusively(
        input.UploadId,
        async () => (await completed(context, bucket, input)) ?? complete(context, bucket, input),
      );
    },
  };
}

async function completed({ objects }: S3Context, bucket: Bucket, input: any) {
  const version = await objects.ofUpload(bucket.name, input.Key, input.UploadId);
  const md5s = (input.MultipartUpload?.Parts ?? []).map(({ ETag = '' }) => ({
    md5: ETag.replaceAll('"', ''),
  }));
  return version?.content?.etag === multipartEtag(md5s) ? answer(bucket, version) : undefined;
}

async function complete(context: S3Context, bucket: Bucket, input: any) {
  const upload = await context.uploads.get(input.UploadId, bucket.name, input.Key);
  const { headers, encryption } = upload;
  const parts = await context.uploads.listed(input.UploadId, input.MultipartUpload?.Parts ?? []);
  checkSize(input.MpuObjectSize, parts);
  const blob = await context.blobs.write(joined(context.blobs, parts));
  // A composite checksum is one of the parts' checksums, which says nothing about the bytes of the whole.
  const ofWhole = (input.ChecksumType ?? upload.checksumType) === 'FULL_OBJECT';
  const checksums = ofWhole ? await verifiedChecksums(input, blob, context.blobs) : {};
  const etag = multipartEtag(parts);
  const version = await context.objects.add(
    bucket,
    input.Key,
    {
      sha256: blob.hashes['SHA-256'],
      size: blob.size,
      etag,
      headers,
      encryption,
      checksums,
      uploadId: input.UploadId,
    },
    {
      check: (newest) => checkWriteConditions(input, newest),
      // An upload that outlived its object would make a second version when the completion is asked for again.
      along: await context.uploads.removal(input.UploadId),
    },
  );
  return answer(bucket, version);
}

function answer(bucket: Bucket, version: ObjectVersion) {
  return {
    Bucket: bucket.name,
    Key: version.key,
    Location: `https://s3.${bucket.region}.amazonaws.com/${bucket.name}/${version.key}`,
    ETag: `"${version.content?.etag}"`,
    ...version.content?.checksums,
    ...version.content?.encryption,
    ...versionIdOf(bucket, version),
  };
}

function checkSize(expected: number | undefined, parts: readonly UploadedPart[]): void {
  const size = parts.reduce((sum, part) => sum + part.size, 0);
  if (expected === undefined || expected === size) return;
  throw new ServiceError(
    'InvalidRequest',
    `The provided object size does not match the uploaded parts: x-amz-mp-object-size is ${expected}, the ${parts.length} listed parts have ${size} bytes.`,
    { status: 400 },
  );
}

async function* joined(blobs: BlobStore, parts: readonly UploadedPart[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield* (await blobs.read(part.sha256)) as AsyncIterable<Uint8Array>;
}
