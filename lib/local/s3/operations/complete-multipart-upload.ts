import type { Operation } from '../../service';
import type { BlobStore } from '../../storage/blob-store';
import { objectArn } from '../buckets';
import { multipartEtag, type UploadedPart } from '../multipart-uploads';
import { checkWriteConditions } from '../preconditions';
import { bucketOf, type S3Context, versionIdOf } from '../s3-context';

/** CompleteMultipartUpload: joins the listed parts to one object. */
export function completeMultipartUpload(context: S3Context): Operation {
  return {
    permissions: (input) => [{ action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) }],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      const { headers, encryption } = await context.uploads.get(input.UploadId, bucket.name, input.Key);
      const parts = await context.uploads.listed(input.UploadId, input.MultipartUpload?.Parts ?? []);
      const blob = await context.blobs.write(joined(context.blobs, parts));
      const etag = multipartEtag(parts);
      const version = await context.objects.add(
        bucket,
        input.Key,
        { sha256: blob.hashes['SHA-256'], size: blob.size, etag, headers, encryption },
        (newest) => checkWriteConditions(input, newest),
      );
      await context.uploads.end(input.UploadId);
      return {
        Bucket: bucket.name,
        Key: input.Key,
        Location: `https://s3.${bucket.region}.amazonaws.com/${bucket.name}/${input.Key}`,
        ETag: `"${etag}"`,
        ...encryption,
        ...versionIdOf(bucket, version),
      };
    },
  };
}

async function* joined(blobs: BlobStore, parts: readonly UploadedPart[]): AsyncIterable<Uint8Array> {
  for (const part of parts) yield* (await blobs.read(part.sha256)) as AsyncIterable<Uint8Array>;
}
