import type { Operation } from '../../service';
import { type Bucket, objectArn } from '../buckets';
import { NULL_VERSION } from '../object-versions';
import { bucketOf, type S3Context } from '../s3-context';

/** DeleteObject: hides an object of a versioned bucket behind a delete marker; with VersionId, removes that version. */
export function deleteObject(context: S3Context): Operation {
  return {
    permissions: (input) => [
      {
        action: input.VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion',
        resource: objectArn(input.Bucket, input.Key),
      },
    ],
    handle: (input, call) => removeObject(context, bucketOf(context, input, call), input),
  };
}

/** Deletes as {@link deleteObject} does. Deleting what is not there succeeds, as on S3. */
export async function removeObject(
  context: S3Context,
  bucket: Bucket,
  target: { Key: string; VersionId?: string },
): Promise<{ DeleteMarker?: boolean; VersionId?: string }> {
  if (target.VersionId !== undefined) {
    const removed = await context.objects.remove(bucket.name, target.Key, target.VersionId);
    return { VersionId: target.VersionId, ...(removed && !removed.content && { DeleteMarker: true }) };
  }
  if (bucket.versioning === undefined) {
    await context.objects.remove(bucket.name, target.Key, NULL_VERSION);
    return {};
  }
  const marker = await context.objects.add(bucket, target.Key, undefined);
  return { DeleteMarker: true, VersionId: marker.versionId };
}
