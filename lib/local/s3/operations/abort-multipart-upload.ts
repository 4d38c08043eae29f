import type { Operation } from '../../service';
import { objectArn } from '../buckets';
import { bucketOf, type S3Context } from '../s3-context';

/** AbortMultipartUpload: forgets an upload and its parts. */
export function abortMultipartUpload(context: S3Context): Operation {
  return {
    permissions: (input) => [
      { action: 's3:AbortMultipartUpload', resource: objectArn(input.Bucket, input.Key) },
    ],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      return context.uploads.exclusively(input.UploadId, async () => {
        await context.uploads.get(input.UploadId, bucket.name, input.Key);
        await context.uploads.abort(input.UploadId);
        return {};
      });
    },
  };
}
