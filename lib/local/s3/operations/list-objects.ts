import type { Operation } from '../../service';
import { listPermission, pageOfObjects } from '../current-objects';
import type { S3Context } from '../s3-context';

/**
 * ListObjects: the older list of a bucket's objects, which boto3's `Bucket.objects` reads. "NextMarker is returned only
 * if you have the delimiter request parameter specified"; without, the last key is the next marker (API reference).
 */
export function listObjects(context: S3Context): Operation {
  return {
    permissions: listPermission,
    async handle(input, call) {
      const { page, answer, encode } = await pageOfObjects(context, { input, call, after: input.Marker });
      const isMarked = page.truncated && input.Delimiter;
      return {
        ...answer,
        Marker: encode(input.Marker ?? ''),
        NextMarker: isMarked ? encode(page.last) : undefined,
      };
    },
  };
}
