import { type Operation, type Permission, ServiceError } from '../../service';
import { type Bucket, objectArn } from '../buckets';
import { NULL_VERSION, type VersionCheck } from '../object-versions';
import { checkWriteConditions } from '../preconditions';
import { bucketOf, type S3Context } from '../s3-context';

/** What a deletion deletes, and under which condition. */
export interface Deletion {
  readonly Key: string;
  readonly VersionId?: string;
  /** The ETag that the current object must have; `*` asks only for an object. */
  readonly IfMatch?: string;
}

/** DeleteObject: hides an object of a versioned bucket behind a delete marker; with VersionId, removes that version. */
export function deleteObject(context: S3Context): Operation {
  return {
    permissions: (input) => deletePermissions(input.Bucket, input),
    handle: (input, call) => removeObject(context, bucketOf(context, input, call), input),
  };
}

/** Rights that a deletion needs; comparing an ETag is reading it (S3 User Guide, "How to perform conditional deletes"). */
export function deletePermissions(bucket: string, { Key, VersionId, IfMatch }: Deletion): Permission[] {
  const resource = objectArn(bucket, Key);
  const action = VersionId === undefined ? 's3:DeleteObject' : 's3:DeleteObjectVersion';
  const comparesEtag = IfMatch !== undefined && IfMatch !== '*';
  return [{ action, resource }, ...(comparesEtag ? [{ action: 's3:GetObject', resource }] : [])];
}

/** Deletes as {@link deleteObject} does. Deleting what is not there succeeds, as on S3, unless it is conditional. */
export async function removeObject(
  context: S3Context,
  bucket: Bucket,
  target: Deletion,
): Promise<{ DeleteMarker?: boolean; VersionId?: string }> {
  const { Key: key, VersionId: versionId, IfMatch } = target;
  if (versionId !== undefined) {
    refuseCondition(target);
    const removed = await context.objects.remove(bucket.name, { key, versionId });
    return { VersionId: versionId, ...(removed && !removed.content && { DeleteMarker: true }) };
  }
  const check: VersionCheck = (newest) => checkWriteConditions({ IfMatch }, newest);
  if (bucket.versioning === undefined) {
    await context.objects.remove(bucket.name, { key, versionId: NULL_VERSION }, check);
    return {};
  }
  const marker = await context.objects.add(bucket, key, undefined, { check });
  return { DeleteMarker: true, VersionId: marker.versionId };
}

/** Conditions are held against the current version only (same page); S3 takes none for the deletion of a version. */
function refuseCondition({ Key, VersionId, IfMatch }: Deletion): void {
  if (IfMatch === undefined) return;
  throw new ServiceError(
    'NotImplemented',
    `A header you provided implies functionality that is not implemented: If-Match with version ${VersionId} of ${Key}; a conditional delete takes no VersionId.`,
    { status: 501 },
  );
}
