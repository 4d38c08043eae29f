import { type Operation, ServiceError } from '../../service';
import { bucketOf, refuseUnsupported, type S3Context } from '../s3-context';
import { type Deletion, deletePermissions, removeObject } from './delete-object';

/** DeleteObjects: deletes up to 1000 objects and reports on each; being denied one does not stop the others. */
export function deleteObjects(context: S3Context): Operation {
  return {
    // Decided per object below.
    permissions: () => [],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      checkCount(input.Delete.Objects.length);
      for (const object of input.Delete.Objects) refuseUnsupported(object);
      const Deleted: unknown[] = [];
      const Errors: unknown[] = [];
      for (const { Key, VersionId, ETag } of input.Delete.Objects) {
        const target: Deletion = { Key, VersionId, IfMatch: ETag };
        try {
          context.iam.authorize(call.principal, deletePermissions(bucket.name, target), {
            region: call.region,
            service: call.service,
          });
          const result = await removeObject(context, bucket, target);
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

function checkCount(count: number): void {
  if (count >= 1 && count <= 1000) return;
  throw new ServiceError(
    'MalformedXML',
    `The XML you provided was not well-formed or did not validate against our published schema: expected 1 to 1000 objects, got ${count}`,
    { status: 400 },
  );
}
