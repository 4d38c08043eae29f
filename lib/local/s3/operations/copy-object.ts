import { type Operation, type Permission, ServiceError } from '../../service';
import { objectArn } from '../buckets';
import { encryptionOfWrite, readKeyPermissions, writeKeyPermissions } from '../encryption';
import { checkReadConditions, checkWriteConditions } from '../preconditions';
import { bucketOf, headersOf, readVersion, type S3Context, versionIdOf } from '../s3-context';

/** CopyObject: makes a new object from the bytes of another one. */
export function copyObject(context: S3Context): Operation {
  return {
    async permissions(input, call): Promise<Permission[]> {
      const source = parseSource(input.CopySource);
      const action = source.VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
      return [
        { action, resource: objectArn(source.Bucket, source.Key) },
        ...(await readKeyPermissions(context, source, call)),
        { action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) },
        ...writeKeyPermissions(context, input, call),
      ];
    },
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      const source = parseSource(input.CopySource);
      const sourceBucket = bucketOf(
        context,
        { ...source, ExpectedBucketOwner: input.ExpectedSourceBucketOwner },
        call,
      );
      const original = await readVersion(context, sourceBucket, source, call);
      checkReadConditions(
        {
          IfMatch: input.CopySourceIfMatch,
          IfNoneMatch: input.CopySourceIfNoneMatch,
          IfModifiedSince: input.CopySourceIfModifiedSince,
          IfUnmodifiedSince: input.CopySourceIfUnmodifiedSince,
        },
        original,
      );
      const replace = input.MetadataDirective === 'REPLACE';
      const content = {
        ...original.content,
        uploadId: undefined,
        encryption: encryptionOfWrite(bucket, input),
        ...(replace && { headers: headersOf(input) }),
      };
      const version = await context.objects.add(bucket, input.Key, content, {
        check: (newest) => checkWriteConditions(input, newest),
      });
      return {
        CopyObjectResult: { ETag: `"${content.etag}"`, LastModified: new Date(version.lastModified) },
        ...(sourceBucket.versioning !== undefined && { CopySourceVersionId: original.versionId }),
        ...content.encryption,
        ...versionIdOf(bucket, version),
      };
    },
  };
}

/** `bucket/key` or `/bucket/key`, percent-encoded, with an optional `?versionId=`. @throws InvalidArgument */
function parseSource(header: string): { Bucket: string; Key: string; VersionId?: string } {
  const [path = '', versionId] = header.split('?versionId=');
  const [, bucket, key] = /^\/?([^/]+)\/(.+)$/s.exec(path) ?? [];
  try {
    if (bucket !== undefined && key !== undefined)
      return {
        Bucket: bucket,
        Key: decodeURIComponent(key.replaceAll('+', ' ')),
        ...(versionId !== undefined && { VersionId: decodeURIComponent(versionId) }),
      };
  } catch {
    // Not percent-encoded: refused below.
  }
  throw new ServiceError(
    'InvalidArgument',
    `Copy Source must mention the source bucket and key, percent-encoded, got "${header}"`,
    { status: 400 },
  );
}
