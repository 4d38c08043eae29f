import type { Operation } from '../../service';
import { objectArn } from '../buckets';
import { verifiedChecksums } from '../checksums';
import { bucketOf, checkPartNumber, type S3Context } from '../s3-context';
import { bodyOf } from './put-object';

/** UploadPart: stores one part; sent again, it replaces the earlier one. */
export function uploadPart(context: S3Context): Operation {
  return {
    permissions: (input) => [{ action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) }],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      checkPartNumber(input.PartNumber);
      const { encryption } = await context.uploads.get(input.UploadId, bucket.name, input.Key);
      const blob = await context.blobs.write(bodyOf(input.Body));
      const checksums = await verifiedChecksums(input, blob, context.blobs);
      const part = await context.uploads.exclusively(input.UploadId, async () => {
        // The upload may have ended while the body was read.
        await context.uploads.get(input.UploadId, bucket.name, input.Key);
        return context.uploads.addPart(input.UploadId, input.PartNumber, blob);
      });
      return { ETag: `"${part.md5}"`, ...checksums, ...encryption };
    },
  };
}
