import type { Operation } from '../../service';
import { listPermission, pageOfObjects } from '../current-objects';
import { fromToken, toToken } from '../listing';
import type { S3Context } from '../s3-context';

/** ListObjectsV2: current objects of a bucket, by prefix and delimiter, page by page. */
export function listObjectsV2(context: S3Context): Operation {
  return {
    permissions: listPermission,
    async handle(input, call) {
      const token = input.ContinuationToken;
      const after = token === undefined ? input.StartAfter : fromToken(token);
      const { page, answer, encode } = await pageOfObjects(context, { input, call, after });
      return {
        ...answer,
        StartAfter: input.StartAfter && encode(input.StartAfter),
        ContinuationToken: token,
        KeyCount: page.count,
        NextContinuationToken: page.truncated ? toToken(page.last) : undefined,
      };
    },
  };
}
