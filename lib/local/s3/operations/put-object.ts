import { Readable } from 'node:stream';
import type { Operation } from '../../service';
import { objectArn } from '../buckets';
import { verifiedChecksums } from '../checksums';
import { encryptionOfWrite, writeKeyPermissions } from '../encryption';
import { checkWriteConditions } from '../preconditions';
import { bucketOf, headersOf, type S3Context, versionIdOf } from '../s3-context';

/** PutObject: stores an object; the answer comes when it is on disk. */
export function putObject(context: S3Context): Operation {
  return {
    permissions: (input, call) => [
      { action: 's3:PutObject', resource: objectArn(input.Bucket, input.Key) },
      ...writeKeyPermissions(context, input, call),
    ],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      // Refuse before the body is read where that is already certain; the lock below decides.
      checkWriteConditions(input, await context.objects.newest(bucket.name, input.Key));
      const encryption = encryptionOfWrite(bucket, input);
      const blob = await context.blobs.write(bodyOf(input.Body));
      const checksums = await verifiedChecksums(input, blob, context.blobs);
      const version = await context.objects.add(
        bucket,
        input.Key,
        {
          sha256: blob.hashes['SHA-256'],
          size: blob.size,
          etag: blob.hashes.MD5,
          headers: headersOf(input),
          encryption,
          checksums,
        },
        { check: (newest) => checkWriteConditions(input, newest) },
      );
      return {
        ETag: `"${blob.hashes.MD5}"`,
        ...checksums,
        ...encryption,
        ...versionIdOf(bucket, version),
      };
    },
  };
}

/** A streaming body of a request, or a value that a caller inside the runtime gave. */
export function bodyOf(body: unknown): Readable {
  if (body instanceof Readable) return body;
  if (body === undefined || body === null) return Readable.from([]);
  return Readable.from([
    typeof body === 'string' ? Buffer.from(body, 'utf8') : Buffer.from(body as Uint8Array),
  ]);
}
