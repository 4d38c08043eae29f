import type { Operation } from '../../service';
import { bucketArn } from '../buckets';
import { encodedKey, Page } from '../listing';
import { bucketOf, type S3Context } from '../s3-context';

/** ListObjectsV2: current objects of a bucket, by prefix and delimiter, page by page. */
export function listObjectsV2(context: S3Context): Operation {
  return {
    permissions: (input) => [
      {
        action: 's3:ListBucket',
        resource: bucketArn(input.Bucket),
        context: { 's3:prefix': input.Prefix ?? '', 's3:delimiter': input.Delimiter ?? '' },
      },
    ],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      await context.assets.ensureAll(bucket);
      const encode = encodedKey(input.EncodingType);
      const after = input.ContinuationToken ? fromToken(input.ContinuationToken) : input.StartAfter;
      const page = new Page({ ...input, after });
      let previousKey: string | undefined;
      for await (const version of context.objects.list(bucket.name, input.Prefix, after)) {
        if (version.key === previousKey) continue;
        previousKey = version.key;
        if (!version.content) continue;
        const { etag, size } = version.content;
        const entry = {
          Key: encode(version.key),
          LastModified: new Date(version.lastModified),
          ETag: `"${etag}"`,
          Size: size,
          StorageClass: 'STANDARD',
        };
        if (!page.add(version.key, entry)) break;
      }
      return {
        Name: input.Bucket,
        Prefix: encode(input.Prefix ?? ''),
        Delimiter: input.Delimiter && encode(input.Delimiter),
        StartAfter: input.StartAfter && encode(input.StartAfter),
        EncodingType: input.EncodingType,
        ContinuationToken: input.ContinuationToken,
        MaxKeys: page.maxKeys,
        KeyCount: page.count,
        Contents: page.entries,
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
        IsTruncated: page.truncated,
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
