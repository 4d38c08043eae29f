import { type Operation, ServiceError } from '../../service';
import { objectArn } from '../buckets';
import { bucketOf, type S3Context } from '../s3-context';
import { removeObject } from './delete-object';

/** DeleteObjects: deletes up to 1000 objects and reports on each; being denied one does not stop the others. */
export function deleteObjects(context: S3Context): Operation {
  return {
    // Decided per object below.
    permissions: () => [],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      const Deleted: unknown[] = [];
      const Errors: unknown[] = [];
      for (const { Key, VersionId } of input.Delete.Objects) {
        try {
          const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
          context.iam.authorize(call.principal, [{ action, resource: objectArn(bucket.name, Key) }], {
            region: call.region,
            service: call.service,
          });
          const result = await removeObject(context, bucket, { Key, VersionId });
          Deleted.push({
            Key,
            ...(VersionId !== undefined && { VersionId }),
            ...(result.DeleteMarker && { DeleteMarker: true, DeleteMarkerVersionId: result.VersionId }),
          });
        } catch (error) {
          if (!(error instanceof ServiceError)) throw error;
          Errors.push({ Key, VersionId, Code: error.code, Message: error.message });
        }
      }
      return { ...(input.Delete.Quiet ? {} : { Deleted }), Errors };
    },
  };
}
