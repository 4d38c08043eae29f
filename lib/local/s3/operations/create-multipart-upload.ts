import type { Operation } from '../../service';
import { objectArn } from '../buckets';
import { encryptionOfWrite, multipartKeyPermissions } from '../encryption';
import { bucketOf, headersOf, type S3Context } from '../s3-context';

/** CreateMultipartUpload: begins an upload in parts, as SDKs do it above 8 MB. */
export function createMultipartUpload(context: S3Context): Operation {
  return {
    permissions: (input, call) => [
      { action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) },
      ...multipartKeyPermissions(context, input, call),
    ],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      const encryption = encryptionOfWrite(bucket, input);
      const UploadId = await context.uploads.begin({
        bucket: bucket.name,
        key: input.Key,
        headers: headersOf(input),
        encryption,
        checksumType: input.ChecksumType,
      });
      return {
        Bucket: bucket.name,
        Key: input.Key,
        UploadId,
        ChecksumAlgorithm: input.ChecksumAlgorithm,
        ChecksumType: input.ChecksumType,
        ...encryption,
      };
    },
  };
}
