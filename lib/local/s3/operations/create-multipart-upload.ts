import type { Operation } from '../../service';
import { objectArn } from '../buckets';
import { bucketOf, encryptionOf, headersOf, type S3Context } from '../s3-context';

/** CreateMultipartUpload: begins an upload in parts, as SDKs do it above 8 MB. */
export function createMultipartUpload(context: S3Context): Operation {
  return {
    permissions: (input) => [{ action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) }],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      const UploadId = await context.uploads.begin({
        bucket: bucket.name,
        key: input.Key,
        headers: headersOf(input),
      });
      return {
        Bucket: bucket.name,
        Key: input.Key,
        UploadId,
        ChecksumAlgorithm: input.ChecksumAlgorithm,
        ChecksumType: input.ChecksumType,
        ...encryptionOf(bucket),
      };
    },
  };
}
