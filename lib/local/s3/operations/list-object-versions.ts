import type { Operation } from '../../service';
import { bucketArn } from '../buckets';
import { encodedKey, Page } from '../listing';
import type { ObjectVersion } from '../object-versions';
import { bucketOf, type S3Context } from '../s3-context';

/** ListObjectVersions: every version and delete marker, newest first per key, page by page. */
export function listObjectVersions(context: S3Context): Operation {
  return {
    permissions: (input) => [
      {
        action: 's3:ListBucketVersions',
        resource: bucketArn(input.Bucket),
        context: { 's3:prefix': input.Prefix ?? '', 's3:delimiter': input.Delimiter ?? '' },
      },
    ],
    async handle(input, call) {
      const bucket = bucketOf(context, input, call);
      await context.assets.ensureAll(bucket);
      const encode = encodedKey(input.EncodingType);
      const page = new Page<ObjectVersion & { latest: boolean }>({ ...input, after: input.KeyMarker });
      let previousKey: string | undefined;
      let lastVersionId: string | undefined;
      // With a version marker the listing goes on inside its key.
      let skipping = input.VersionIdMarker !== undefined;
      const afterKey = skipping ? undefined : input.KeyMarker;
      for await (const version of context.objects.list(bucket.name, input.Prefix, afterKey)) {
        const latest = version.key !== previousKey;
        previousKey = version.key;
        if (skipping) {
          if (version.key === input.KeyMarker && version.versionId === input.VersionIdMarker)
            skipping = false;
          continue;
        }
        if (!page.add(version.key, { ...version, latest })) break;
        lastVersionId = version.versionId;
      }
      const describe = (version: ObjectVersion & { latest: boolean }) => ({
        Key: encode(version.key),
        VersionId: version.versionId,
        IsLatest: version.latest,
        LastModified: new Date(version.lastModified),
      });
      return {
        Name: input.Bucket,
        Prefix: encode(input.Prefix ?? ''),
        KeyMarker: encode(input.KeyMarker ?? ''),
        VersionIdMarker: input.VersionIdMarker,
        Delimiter: input.Delimiter && encode(input.Delimiter),
        EncodingType: input.EncodingType,
        MaxKeys: page.maxKeys,
        IsTruncated: page.truncated,
        ...(page.truncated && { NextKeyMarker: encode(page.last), NextVersionIdMarker: lastVersionId }),
        Versions: page.entries
          .filter((version) => version.content)
          .map((version) => ({
            ...describe(version),
            ETag: `"${version.content?.etag}"`,
            Size: version.content?.size,
            StorageClass: 'STANDARD',
          })),
        DeleteMarkers: page.entries.filter((version) => !version.content).map(describe),
        CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })),
      };
    },
  };
}
