import type { Operation } from '../../service';
import { listPermission, pageOfObjects } from '../current-objects';
import type { S3Context } from '../s3-context';

/** ListObjectsV2: current objects of a bucket, by prefix and delimiter, page by page. */
export function listObjectsV2(context: S3Context): Operation {
  return {
    permissions: listPermission,
    async handle(input, call) {
      const after = input.ContinuationToken ? fromToken(input.ContinuationToken) : input.StartAfter;
      const { page, answer, encode } = await pageOfObjects(context, { input, call, after });
      return {
        ...answer,
        StartAfter: input.StartAfter && encode(input.StartAfter),
        ContinuationToken: input.ContinuationToken,
        KeyCount: page.count,
        NextContinuationToken: page.truncated ? toToken(page.last) : undefined,
      };
    },
  };
}

function toToken(key: string): string {
  return Buffer.from(key, 'utf8').toString('base64url');
}

function fromToken(token: string): string {
  return Buffer.from(token, 'base64url').toString('utf8');
}
