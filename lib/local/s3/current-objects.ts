import type { Call, Permission } from '../service';
import { bucketArn } from './buckets';
import { encodedKey, Page } from './listing';
import { bucketOf, type S3Context } from './s3-context';

/** The right to list a bucket's objects. */
export function listPermission(input: any): Permission[] {
  return [
    {
      action: 's3:ListBucket',
      resource: bucketArn(input.Bucket),
      context: { 's3:prefix': input.Prefix ?? '', 's3:delimiter': input.Delimiter ?? '' },
    },
  ];
}

/** One page of the current objects of a bucket, after a key, and what both versions of ListObjects answer of it. */
export async function pageOfObjects(
  context: S3Context,
  { input, call, after }: { readonly input: any; readonly call: Call; readonly after: string | undefined },
) {
  const bucket = bucketOf(context, input, call);
  await context.assets.ensureAll(bucket);
  const encode = encodedKey(input.EncodingType);
  const page = new Page({ ...input, after });
  let previousKey: string | undefined;
  for await (const version of context.objects.list(bucket.name, { prefix: input.Prefix, afterKey: after })) {
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
  const answer = {
    Name: input.Bucket,
    Prefix: encode(input.Prefix ?? ''),
    Delimiter: input.Delimiter && encode(input.Delimiter),
    EncodingType: input.EncodingType,
    MaxKeys: page.maxKeys,
    Contents: page.entries,
    CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
    IsTruncated: page.truncated,
  };
  return { page, answer, encode };
}
