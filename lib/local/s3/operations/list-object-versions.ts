import type { Operation } from '../../service';
import { bucketArn } from '../buckets';
import { encodedKey, Page } from '../listing';
import type { ObjectVersion } from '../object-versions';
import { bucketOf, invalidArgument, type S3Context } from '../s3-context';

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
      checkMarkers(input);
      await context.assets.ensureAll(bucket);
      const encode = encodedKey(input.EncodingType);
      const page = new Page<ObjectVersion & { latest: boolean }>({ ...input, after: input.KeyMarker });
      let previousKey: string | undefined;
      let lastVersionId: string | undefined;
      // With a version marker the page begins inside its key, whose latest version may be on an earlier page.
      const newest = await context.objects.newest(bucket.name, input.KeyMarker ?? '');
      const range = {
        prefix: input.Prefix,
        afterKey: input.KeyMarker,
        afterVersionId: input.VersionIdMarker,
      };
      for await (const version of context.objects.list(bucket.name, range)) {
        const latest =
          version.key === newest?.key ? version.sequence === newest.sequence : version.key !== previousKey;
        previousKey = version.key;
        if (!page.add(version.key, { ...version, latest })) break;
        // A page that ends with a common prefix goes on behind everything below it, not inside a key.
        lastVersionId = page.last === version.key ? version.versionId : undefined;
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

function checkMarkers(input: { KeyMarker?: string; VersionIdMarker?: string }): void {
  if (input.VersionIdMarker === undefined || input.KeyMarker !== undefined) return;
  throw invalidArgument(
    'A version-id marker cannot be specified without a key marker.',
    'version-id-marker',
    input.VersionIdMarker,
  );
}
