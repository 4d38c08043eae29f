import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { fromBuffer } from 'yauzl';
import { assetCatalog } from '../../../lib/local/assembly/asset-catalog';
import type { Iam } from '../../../lib/local/iam/iam';
import { createS3, type S3 } from '../../../lib/local/s3/create-s3';
import { type Call, ServiceError } from '../../../lib/local/service';
import { BlobStore } from '../../../lib/local/storage/blob-store';
import { openStore, type Store } from '../../../lib/local/storage/store';

const ACCOUNT = '000000000000';
const BUCKET = 'releases';
const md5 = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;

describe('S3', () => {
  const directory = mkdtempSync(join(tmpdir(), 's3-'));
  let store: Store;
  let s3: S3;
  const now = Date.UTC(2026, 0, 1);
  const denied = new Set<string>();
  const policies = new Map<string, unknown>();
  const iam = {
    authorize(_principal: unknown, permissions: { action: string; resource: string }[]) {
      for (const { action, resource } of permissions)
        if (denied.has(action) || denied.has(`${action} ${resource}`))
          throw new ServiceError('AccessDenied', action);
    },
    putResourcePolicy: (arn: string, policy: unknown) => policies.set(arn, policy),
  } as unknown as Iam;

  beforeEach(async () => {
    denied.clear();
    store = await openStore();
    const root = mkdtempSync(join(directory, 'run-'));
    mkdirSync(join(root, 'asset.tools/buildspecs'), { recursive: true });
    writeFileSync(join(root, 'asset.tools/buildspecs/upload.sh'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(root, 'asset.tools/a.txt'), 'a');
    const asset = {
      bucket: 'cdk-hnb659fds-assets-${AWS::AccountId}-us-east-1',
      key: 'tools.zip',
      region: 'us-east-1',
      path: join(root, 'asset.tools'),
      packaging: 'zip' as const,
    };
    s3 = createS3({
      store,
      blobs: await BlobStore.open(join(root, 'blobs'), store),
      iam,
      clock: { now: () => now, sleep: async () => undefined },
      assets: assetCatalog(
        {
          directory: root,
          stacks: [{ name: 'S', region: 'us-east-1', template: {}, assets: [asset], parameters: {} }],
        },
        ACCOUNT,
      ),
    });
    await deploy({ BucketName: BUCKET, VersioningConfiguration: { Status: 'Enabled' } });
    await deploy({ BucketName: 'plain' });
  });
  afterEach(() => store.close());
  afterAll(() => rm(directory, { recursive: true }));

  const deploy = (properties: object, type = 'AWS::S3::Bucket') =>
    s3.providers
      .find((provider) => provider.type === type)!
      .deploy({ stack: 'S', logicalId: 'B', type, region: 'us-east-1', account: ACCOUNT, properties });
  const run = async (operation: string, input: any, region = 'us-east-1'): Promise<any> =>
    s3.service.operations[operation]!.handle({ Bucket: BUCKET, ...input }, {
      region,
      account: ACCOUNT,
      service: 's3',
      operation,
    } as Call);
  const put = (Key: string, Body: string, extra: object = {}) => run('PutObject', { Key, Body, ...extra });
  const text = async (Key: string, extra: object = {}) => {
    const { Body } = await run('GetObject', { Key, ...extra });
    return (await buffer(Body)).toString();
  };

  test('an object comes back with its ETag, headers and metadata', async () => {
    const written = await put('a b/ü.txt', 'hello', {
      ContentType: 'text/plain',
      Metadata: { revision: 'abc' },
    });
    expect(written).toMatchObject({
      ETag: md5('hello'),
      ServerSideEncryption: 'AES256',
      VersionId: expect.any(String),
    });
    const read = await run('GetObject', { Key: 'a b/ü.txt' });
    expect((await buffer(read.Body)).toString()).toBe('hello');
    expect(read).toMatchObject({
      ContentLength: 5,
      ContentType: 'text/plain',
      Metadata: { revision: 'abc' },
      VersionId: written.VersionId,
      LastModified: new Date(now),
    });
  });

  test('a key with a NUL in it is another object than the key before the NUL', async () => {
    await put('a\0b', 'other');
    await expect(text('a')).rejects.toMatchObject({ code: 'NoSuchKey' });
    await put('a', 'mine');
    expect([await text('a'), await text('a\0b')]).toEqual(['mine', 'other']);
  });

  test('each version stays readable, and a delete marker hides the object', async () => {
    const first = await put('k', 'one');
    const second = await put('k', 'two');
    expect(await text('k')).toBe('two');
    expect(await text('k', { VersionId: first.VersionId })).toBe('one');
    const marker = await run('DeleteObject', { Key: 'k' });
    expect(marker).toMatchObject({ DeleteMarker: true });
    await expect(text('k')).rejects.toMatchObject({
      code: 'NoSuchKey',
      details: { status: 404, DeleteMarker: true },
    });
    await expect(text('k', { VersionId: marker.VersionId })).rejects.toMatchObject({
      code: 'MethodNotAllowed',
    });
    const versions = await run('ListObjectVersions', {});
    expect(versions.Versions.map((v: any) => [v.VersionId, v.IsLatest])).toEqual([
      [second.VersionId, false],
      [first.VersionId, false],
    ]);
    expect(versions.DeleteMarkers).toMatchObject([{ Key: 'k', VersionId: marker.VersionId, IsLatest: true }]);
    await run('DeleteObject', { Key: 'k', VersionId: marker.VersionId });
    expect(await text('k')).toBe('two');
  });

  test('a bucket without versioning overwrites and deletes for good', async () => {
    expect(await put('k', 'one', { Bucket: 'plain' })).not.toHaveProperty('VersionId');
    await put('k', 'two', { Bucket: 'plain' });
    expect((await run('ListObjectVersions', { Bucket: 'plain' })).Versions).toMatchObject([
      { VersionId: 'null', Size: 3 },
    ]);
    await run('DeleteObject', { Bucket: 'plain', Key: 'k' });
    expect((await run('ListObjectVersions', { Bucket: 'plain' })).Versions).toEqual([]);
  });

  test('of many writers with If-None-Match exactly one wins, and another once a delete marker hides the object', async () => {
    const results = await Promise.allSettled(
      Array.from({ length: 10 }, (_, n) => put('once', String(n), { IfNoneMatch: '*' })),
    );
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    await expect(put('once', 'x', { IfNoneMatch: '*' })).rejects.toMatchObject({
      code: 'PreconditionFailed',
      details: { status: 412, Condition: 'If-None-Match' },
    });
    await expect(put('once', 'x', { IfMatch: '"other"' })).rejects.toMatchObject({
      code: 'PreconditionFailed',
    });
    await run('DeleteObject', { Key: 'once' });
    await put('once', 'again', { IfNoneMatch: '*' });
    expect(await text('once')).toBe('again');
  });

  test('reads are conditional', async () => {
    const { ETag } = await put('k', 'v');
    await expect(run('GetObject', { Key: 'k', IfNoneMatch: ETag })).rejects.toMatchObject({
      code: 'NotModified',
      details: { status: 304 },
    });
    await expect(run('HeadObject', { Key: 'k', IfMatch: '"x"' })).rejects.toMatchObject({
      code: 'PreconditionFailed',
    });
    expect(await run('HeadObject', { Key: 'k', IfMatch: ETag })).toMatchObject({ ContentLength: 1 });
  });

  test.each([
    ['bytes=0-1', 'he', 'bytes 0-1/5'],
    ['bytes=3-', 'lo', 'bytes 3-4/5'],
    ['bytes=-2', 'lo', 'bytes 3-4/5'],
    ['bytes=1-99', 'ello', 'bytes 1-4/5'],
  ])('range %s gives "%s"', async (Range, expected, ContentRange) => {
    await put('k', 'hello');
    expect(await text('k', { Range })).toBe(expected);
    expect(await run('HeadObject', { Key: 'k', Range })).toMatchObject({
      ContentRange,
      ContentLength: expected.length,
    });
  });

  test('a range beyond the object is refused', async () => {
    await put('k', 'hello');
    await expect(text('k', { Range: 'bytes=9-' })).rejects.toMatchObject({
      code: 'InvalidRange',
      details: { status: 416 },
    });
  });

  test('a body that does not match its checksum is refused and not kept', async () => {
    for (const wrong of [
      { ContentMD5: 'AAAAAAAAAAAAAAAAAAAAAA==' },
      { ChecksumCRC32: 'AAAAAA==' },
      { ChecksumSHA256: 'AAAA' },
    ])
      await expect(put('k', 'hello', wrong)).rejects.toMatchObject({ code: 'BadDigest' });
    await expect(text('k')).rejects.toMatchObject({ code: 'NoSuchKey' });
    // CRC-32 of "hello" is 0x3610a686.
    await put('k', 'hello', { ChecksumCRC32: 'NhCmhg==' });
    expect(await run('HeadObject', { Key: 'k', ChecksumMode: 'ENABLED' })).toMatchObject({
      ChecksumCRC32: 'NhCmhg==',
    });
  });

  test('without the right to list, a missing object is "access denied"', async () => {
    denied.add('s3:ListBucket arn:aws:s3:::releases');
    await expect(text('none')).rejects.toMatchObject({ code: 'AccessDenied' });
    denied.clear();
    await expect(text('none')).rejects.toMatchObject({ code: 'NoSuchKey' });
    await expect(text('none', { VersionId: 'v' })).rejects.toMatchObject({ code: 'NoSuchVersion' });
  });

  test('a bucket is known by its name and reached in its own region', async () => {
    await expect(run('HeadBucket', { Bucket: 'none' })).rejects.toMatchObject({ code: 'NoSuchBucket' });
    await expect(run('HeadBucket', {}, 'eu-west-1')).rejects.toMatchObject({
      code: 'PermanentRedirect',
      details: { status: 301, Region: 'us-east-1' },
    });
    expect(await run('GetBucketVersioning', {})).toEqual({ Status: 'Enabled' });
    expect((await run('ListBuckets', {})).Buckets.map((bucket: any) => bucket.Name)).toEqual([
      'cdk-hnb659fds-assets-000000000000-us-east-1',
      'plain',
      'releases',
    ]);
  });

  test('a listing is in UTF-8 order, grouped by delimiter and paged without losing or repeating a key', async () => {
    const keys = ['a/1', 'a/2', 'b', 'c/x/1', 'c/y', 'd', '\u{1F40D}', 'ü'];
    for (const key of keys) await put(key, key);
    await run('DeleteObject', { Key: 'd' });
    const seen: string[] = [];
    let token: string | undefined;
    do {
      const page = await run('ListObjectsV2', { Delimiter: '/', MaxKeys: 2, ContinuationToken: token });
      expect(page.KeyCount).toBeLessThanOrEqual(2);
      seen.push(...page.Contents.map((o: any) => o.Key), ...page.CommonPrefixes.map((p: any) => p.Prefix));
      token = page.NextContinuationToken;
    } while (token);
    expect(seen.sort()).toEqual(['a/', 'b', 'c/', '\u{1F40D}', 'ü'].sort());
    const below = await run('ListObjectsV2', { Prefix: 'c/', EncodingType: 'url' });
    expect(below.Contents.map((o: any) => o.Key)).toEqual(['c/x/1', 'c/y']);
    const encoded = await run('ListObjectsV2', { StartAfter: 'd', EncodingType: 'url' });
    expect(encoded.Contents.map((o: any) => o.Key)).toEqual(['%C3%BC', '%F0%9F%90%8D']);
  });

  test('the older listing names its next marker only where it groups keys', async () => {
    for (const key of ['a/1', 'a/2', 'b', 'c']) await put(key, key);
    const grouped = await run('ListObjects', { Delimiter: '/', MaxKeys: 1 });
    expect(grouped).toMatchObject({ Marker: '', NextMarker: 'a/', IsTruncated: true });
    const rest = await run('ListObjects', { Delimiter: '/', Marker: grouped.NextMarker });
    expect(rest.Contents.map((o: any) => o.Key)).toEqual(['b', 'c']);
    expect(rest).toMatchObject({ Marker: 'a/', CommonPrefixes: [], IsTruncated: false });
    const flat = await run('ListObjects', { MaxKeys: 2 });
    expect(flat.NextMarker).toBeUndefined();
    expect((await run('ListObjects', { Marker: 'a/2' })).Contents.map((o: any) => o.Key)).toEqual(['b', 'c']);
  });

  test('versions are paged without losing or repeating one', async () => {
    for (const key of ['a', 'b']) for (let n = 0; n < 3; n++) await put(key, `${key}${n}`);
    const seen: string[] = [];
    let markers: object | undefined = {};
    while (markers) {
      const page: any = await run('ListObjectVersions', { MaxKeys: 2, ...markers });
      seen.push(...page.Versions.map((v: any) => `${v.Key}/${v.VersionId}`));
      markers = page.IsTruncated
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
    }
    expect(seen).toHaveLength(6);
    expect(new Set(seen).size).toBe(6);
  });

  test.each([1, 2, 3, 4])(
    'versions that are deleted page by page, %i at a time, are all found',
    async (MaxKeys) => {
      for (const key of ['a', 'b', 'c']) for (let n = 0; n < 3; n++) await put(key, `${key}${n}`);
      for (const key of ['a', 'b', 'c']) await put(key, key, { Bucket: 'plain' });
      for (const Bucket of [BUCKET, 'plain']) {
        let page: any;
        do {
          const markers = { KeyMarker: page?.NextKeyMarker, VersionIdMarker: page?.NextVersionIdMarker };
          page = await run('ListObjectVersions', { Bucket, MaxKeys, ...markers });
          for (const { Key, VersionId } of page.Versions)
            await run('DeleteObject', { Bucket, Key, VersionId });
        } while (page.IsTruncated);
        expect((await run('ListObjectVersions', { Bucket })).Versions).toEqual([]);
      }
    },
  );

  test('a page that begins inside a key knows whether the latest version was on an earlier page', async () => {
    for (let n = 0; n < 3; n++) await put('k', String(n));
    const { NextKeyMarker, NextVersionIdMarker } = await run('ListObjectVersions', { MaxKeys: 1 });
    const latest = async () => {
      const markers = { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker };
      return (await run('ListObjectVersions', markers)).Versions.map((version: any) => version.IsLatest);
    };
    expect(await latest()).toEqual([false, false]);
    await run('DeleteObject', { Key: 'k', VersionId: NextVersionIdMarker });
    expect(await latest()).toEqual([true, false]);
  });

  test('a page of versions that ends with a common prefix is continued behind it', async () => {
    for (const key of ['a/1', 'a/2', 'b']) await put(key, key);
    const page = await run('ListObjectVersions', { Delimiter: '/', MaxKeys: 1 });
    expect(page).toMatchObject({ NextKeyMarker: 'a/', NextVersionIdMarker: undefined, IsTruncated: true });
    const rest = await run('ListObjectVersions', { Delimiter: '/', KeyMarker: 'a/' });
    expect(rest.Versions.map((version: any) => version.Key)).toEqual(['b']);
    await expect(run('ListObjectVersions', { VersionIdMarker: 'v' })).rejects.toMatchObject({
      code: 'InvalidArgument',
    });
  });

  test('parts are joined in order; the ETag tells their number', async () => {
    const { UploadId } = await run('CreateMultipartUpload', { Key: 'big', ContentType: 'application/zip' });
    const large = 'x'.repeat(5 * 1024 * 1024);
    const part = (PartNumber: number, Body: string) =>
      run('UploadPart', { Key: 'big', UploadId, PartNumber, Body });
    const second = await part(2, 'end');
    const first = await part(1, large);
    const complete = (Parts: object[]) =>
      run('CompleteMultipartUpload', { Key: 'big', UploadId, MultipartUpload: { Parts } });
    await expect(complete([{ PartNumber: 1, ETag: '"wrong"' }])).rejects.toMatchObject({
      code: 'InvalidPart',
    });
    const done = await complete([
      { PartNumber: 1, ETag: first.ETag },
      { PartNumber: 2, ETag: second.ETag },
    ]);
    expect(done.ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    expect(await run('HeadObject', { Key: 'big' })).toMatchObject({
      ContentLength: large.length + 3,
      ContentType: 'application/zip',
      ETag: done.ETag,
    });
    await expect(part(3, 'late')).rejects.toMatchObject({ code: 'NoSuchUpload' });
  });

  describe('an upload in parts', () => {
    let UploadId: string;
    let Parts: object[];
    beforeEach(async () => {
      ({ UploadId } = await run('CreateMultipartUpload', { Key: 'k' }));
      Parts = [{ PartNumber: 1, ETag: (await part(1)).ETag }];
    });
    const part = (PartNumber: number) => run('UploadPart', { Key: 'k', UploadId, PartNumber, Body: 'hello' });
    const complete = (extra: object = {}) =>
      run('CompleteMultipartUpload', { Key: 'k', UploadId, MultipartUpload: { Parts }, ...extra });
    const versions = async () => (await run('ListObjectVersions', {})).Versions.length;
    const noSuchUpload = { status: 'rejected', reason: { code: 'NoSuchUpload' } };

    test('ends once, however many complete it, abort it or add to it at once', async () => {
      const abort = () => run('AbortMultipartUpload', { Key: 'k', UploadId });
      const results = await Promise.allSettled([complete(), complete(), part(2), abort()]);
      const done = { status: 'fulfilled' };
      expect(results).toMatchObject([done, done, noSuchUpload, noSuchUpload]);
      expect((results[1] as any).value).toEqual((results[0] as any).value);
      expect(await versions()).toBe(1);
      for await (const [key] of store.table('s3-parts').entries())
        throw new Error(`part ${key} was left over`);
    });

    test('is over as soon as its object is there, even if the machine stops then', async () => {
      const { batch } = store;
      let written = 0;
      store.batch = async (writes) => {
        if (written++ > 0) throw new Error('the machine has stopped');
        await batch(writes);
      };
      await complete().catch(() => undefined);
      store.batch = batch;
      expect(await complete()).toMatchObject({ Key: 'k' });
      expect(await versions()).toBe(1);
    });

    test('is completed again with the same answer, but not with other parts or once its object is gone', async () => {
      const first = await complete({ ChecksumType: 'FULL_OBJECT', ChecksumCRC32: 'NhCmhg==' });
      await run('CopyObject', { Key: 'k', CopySource: `${BUCKET}/k` });
      expect(await complete({ IfNoneMatch: '*' })).toEqual(first);
      await expect(
        complete({ MultipartUpload: { Parts: [{ PartNumber: 1, ETag: md5('other') }] } }),
      ).rejects.toMatchObject({ code: 'NoSuchUpload' });
      await run('DeleteObject', { Key: 'k', VersionId: first.VersionId });
      await expect(complete()).rejects.toMatchObject({ code: 'NoSuchUpload' });
    });

    test('is refused when it is not what it should be, and stays open', async () => {
      const ChecksumSHA256 = createHash('sha256').update('hello').digest('base64');
      const whole = { ChecksumType: 'FULL_OBJECT', MpuObjectSize: 5, ChecksumSHA256 };
      for (const [wrong, code] of [
        [{ ChecksumSHA256: md5('hello') }, 'BadDigest'],
        [{ MpuObjectSize: 6 }, 'InvalidRequest'],
        [{ MultipartUpload: { Parts: [] } }, 'MalformedXML'],
        [{ MultipartUpload: undefined }, 'MalformedXML'],
      ] as const)
        await expect(complete({ ...whole, ...wrong })).rejects.toMatchObject({
          code,
          details: { status: 400 },
        });
      await expect(text('k')).rejects.toMatchObject({ code: 'NoSuchKey' });
      await put('k', 'already');
      await expect(complete({ ...whole, IfNoneMatch: '*' })).rejects.toMatchObject({
        code: 'PreconditionFailed',
      });
      expect(await text('k')).toBe('already');
      expect(await complete(whole)).toMatchObject({ ChecksumSHA256 });
      expect(await run('HeadObject', { Key: 'k', ChecksumMode: 'ENABLED' })).toMatchObject({
        ChecksumSHA256,
      });
    });

    test('may be said to have checksums of the whole when it is begun', async () => {
      ({ UploadId } = await run('CreateMultipartUpload', { Key: 'k', ChecksumType: 'FULL_OBJECT' }));
      await part(1);
      await expect(complete({ ChecksumCRC32: 'AAAAAA==' })).rejects.toMatchObject({ code: 'BadDigest' });
      await complete({ ChecksumCRC32: 'NhCmhg==' });
      expect(await text('k')).toBe('hello');
    });
  });

  test('a copy keeps bytes and headers and needs the right to read its source', async () => {
    await put('from +1', 'bytes', { ContentType: 'text/plain' });
    const copied = await run('CopyObject', { Key: 'to', CopySource: `${BUCKET}/from%20%2B1` });
    expect(copied.CopyObjectResult.ETag).toBe(md5('bytes'));
    expect(await run('HeadObject', { Key: 'to' })).toMatchObject({ ContentType: 'text/plain' });
    await expect(
      s3.service.operations.CopyObject!.permissions(
        { Bucket: BUCKET, Key: 'to', CopySource: '/plain/k?versionId=v' },
        {} as Call,
      ),
    ).resolves.toEqual([
      { action: 's3:GetObjectVersion', resource: 'arn:aws:s3:::plain/k' },
      { action: 's3:PutObject', resource: 'arn:aws:s3:::releases/to' },
    ]);
  });

  test.each(['no-key', `${BUCKET}/a%zz`, `${BUCKET}/a?versionId=%`])(
    'the copy source %p is refused as an argument',
    async (CopySource) => {
      const copy = s3.service.operations['CopyObject']!;
      const call = { region: 'us-east-1', account: ACCOUNT, service: 's3', operation: 'CopyObject' } as Call;
      const input = { Bucket: BUCKET, Key: 'copy', CopySource };
      const refusal = { code: 'InvalidArgument', details: { status: 400 } };
      await expect(copy.permissions(input, call)).rejects.toMatchObject(refusal);
      await expect(copy.handle(input, call)).rejects.toMatchObject(refusal);
    },
  );

  test("what is encrypted with a key of one's own needs rights on that key, for the service that asks", async () => {
    const key = 'arn:aws:kms:us-east-1:000000000000:key/k';
    const byDefault = { SSEAlgorithm: 'aws:kms', KMSMasterKeyID: key };
    await deploy({
      BucketName: 'secret',
      BucketEncryption: {
        ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: byDefault }],
      },
    });
    const asked = async (operation: string, extra: object = {}) => {
      const input = { Bucket: 'secret', Key: 'k', ...extra };
      const call = { region: 'us-east-1', account: ACCOUNT } as Call;
      return (await s3.service.operations[operation]!.permissions(input, call)).map(({ action }) => action);
    };
    expect(await asked('GetObject')).toEqual(['s3:GetObject']);
    expect(await put('k', 'v', { Bucket: 'secret' })).toMatchObject({
      ServerSideEncryption: 'aws:kms',
      SSEKMSKeyId: key,
    });
    expect(await asked('GetObject')).toEqual(['s3:GetObject', 'kms:Decrypt']);
    expect(await asked('PutObject')).toEqual(['s3:PutObject', 'kms:GenerateDataKey']);
    expect(await asked('PutObject', { ServerSideEncryption: 'AES256' })).toEqual(['s3:PutObject']);
    expect(await asked('CreateMultipartUpload')).toEqual([
      's3:PutObject',
      'kms:GenerateDataKey',
      'kms:Decrypt',
    ]);
  });

  test('deleting many reports on each', async () => {
    await put('a', 'a');
    denied.add('s3:DeleteObject arn:aws:s3:::releases/b');
    const { Deleted, Errors } = await run('DeleteObjects', {
      Delete: { Objects: [{ Key: 'a' }, { Key: 'b' }] },
    });
    expect(Deleted).toMatchObject([{ Key: 'a', DeleteMarker: true }]);
    expect(Errors).toMatchObject([{ Key: 'b', Code: 'AccessDenied' }]);
  });

  test.each([BUCKET, 'plain'])(
    'a conditional deletion in %s spares what is not as expected',
    async (Bucket) => {
      const { ETag } = await put('k', 'mine', { Bucket });
      const remove = (IfMatch: string) => run('DeleteObject', { Bucket, Key: 'k', IfMatch });
      await put('k', 'theirs', { Bucket });
      await expect(remove(ETag)).rejects.toMatchObject({
        code: 'PreconditionFailed',
        details: { status: 412, Condition: 'If-Match' },
      });
      expect(await text('k', { Bucket })).toBe('theirs');
      const atOnce = await Promise.allSettled([remove(md5('theirs')), remove(md5('theirs'))]);
      expect(atOnce.map(({ status }) => status)).toEqual(['fulfilled', 'rejected']);
      await expect(text('k', { Bucket })).rejects.toMatchObject({ code: 'NoSuchKey' });
      for (const condition of [ETag, '*'])
        await expect(remove(condition)).rejects.toMatchObject({
          code: 'NoSuchKey',
          details: { status: 404 },
        });
      await put('k', 'again', { Bucket });
      await remove('*');
      await expect(text('k', { Bucket })).rejects.toMatchObject({ code: 'NoSuchKey' });
    },
  );

  test('deleting many holds each against its own condition', async () => {
    for (const key of ['same', 'changed', 'secret', 'any']) await put(key, key);
    denied.add('s3:GetObject arn:aws:s3:::releases/secret');
    denied.add('s3:GetObject arn:aws:s3:::releases/any');
    const { Deleted, Errors } = await run('DeleteObjects', {
      Delete: {
        Objects: [
          { Key: 'same', ETag: md5('same') },
          { Key: 'changed', ETag: md5('other') },
          { Key: 'missing', ETag: '*' },
          { Key: 'secret', ETag: md5('secret') },
          { Key: 'any', ETag: '*' },
        ],
      },
    });
    expect(Deleted.map((one: any) => one.Key)).toEqual(['same', 'any']);
    expect(Errors.map((one: any) => [one.Key, one.Code])).toEqual([
      ['changed', 'PreconditionFailed'],
      ['missing', 'NoSuchKey'],
      ['secret', 'AccessDenied'],
    ]);
  });

  test('comparing an ETag before a deletion needs the right to read the object', async () => {
    const asked = async (IfMatch?: string) =>
      s3.service.operations['DeleteObject']!.permissions({ Bucket: BUCKET, Key: 'k', IfMatch }, {} as Call);
    const remove = { action: 's3:DeleteObject', resource: 'arn:aws:s3:::releases/k' };
    const read = { action: 's3:GetObject', resource: 'arn:aws:s3:::releases/k' };
    expect(await asked()).toEqual([remove]);
    expect(await asked('*')).toEqual([remove]);
    expect(await asked('"etag"')).toEqual([remove, read]);
  });

  test('conditions that S3 takes only in directory buckets, or not with a version, are refused before a deletion', async () => {
    const { VersionId, ETag } = await put('k', 'v');
    const wanted = { code: 'NotImplemented', details: { status: 501 } };
    for (const condition of [
      { IfMatchSize: 1 },
      { IfMatchLastModifiedTime: new Date(now) },
      { VersionId, IfMatch: ETag },
    ])
      await expect(run('DeleteObject', { Key: 'k', ...condition })).rejects.toMatchObject(wanted);
    for (const condition of [{ Size: 1 }, { LastModifiedTime: new Date(now) }])
      await expect(
        run('DeleteObjects', { Delete: { Objects: [{ Key: 'k' }, { Key: 'k', ...condition }] } }),
      ).rejects.toMatchObject(wanted);
    expect(await text('k')).toBe('v');
  });

  test('the bootstrap bucket serves a folder asset as the same zip every time', async () => {
    const Bucket = 'cdk-hnb659fds-assets-000000000000-us-east-1';
    const { Body, ETag } = await run('GetObject', { Bucket, Key: 'tools.zip' });
    const names = await new Promise<[string, number][]>((resolve, reject) => {
      void buffer(Body).then((bytes) =>
        fromBuffer(bytes, (error, zip) => {
          if (error) return reject(error);
          const found: [string, number][] = [];
          zip.on('entry', (entry) =>
            found.push([entry.fileName, (entry.externalFileAttributes >>> 16) & 0o777]),
          );
          zip.on('end', () => resolve(found));
        }),
      );
    });
    expect(names).toEqual([
      ['a.txt', 0o644],
      ['buildspecs/upload.sh', 0o755],
    ]);
    const again = await run('ListObjectsV2', { Bucket });
    expect(again.Contents).toMatchObject([{ Key: 'tools.zip', ETag }]);
    await expect(run('GetObject', { Bucket, Key: 'other.zip' })).rejects.toMatchObject({ code: 'NoSuchKey' });
  });

  test('a bucket policy holds for the bucket and its objects; unknown properties are refused', async () => {
    const PolicyDocument = { Statement: [] };
    await deploy({ Bucket: BUCKET, PolicyDocument }, 'AWS::S3::BucketPolicy');
    expect([...policies]).toEqual([['arn:aws:s3:::releases', PolicyDocument]]);
    await expect(deploy({ ReplicationConfiguration: {} })).rejects.toThrow(/ReplicationConfiguration/);
  });

  test('keys, numbers and tokens out of their bounds are refused', async () => {
    const key = 'ü'.repeat(512);
    await put(key, 'v');
    expect(await text(key)).toBe('v');
    const { UploadId } = await run('CreateMultipartUpload', { Key: 'k' });
    const part = { Key: 'k', UploadId, Body: 'v' };
    const objects = (length: number) => ({ Objects: Array.from({ length }, (_, n) => ({ Key: String(n) })) });
    for (const [operation, input, code] of [
      ['PutObject', { Key: `${key}a`, Body: 'v' }, 'KeyTooLongError'],
      ['CreateMultipartUpload', { Key: `${key}a` }, 'KeyTooLongError'],
      ['CopyObject', { Key: `${key}a`, CopySource: `${BUCKET}/k` }, 'KeyTooLongError'],
      ['UploadPart', { ...part, PartNumber: 0 }, 'InvalidArgument'],
      ['UploadPart', { ...part, PartNumber: 10_001 }, 'InvalidArgument'],
      ['GetObject', { Key: key, PartNumber: 0 }, 'InvalidArgument'],
      ['ListObjects', { MaxKeys: -1 }, 'InvalidArgument'],
      ['ListObjectsV2', { MaxKeys: -1 }, 'InvalidArgument'],
      ['ListObjectVersions', { MaxKeys: -1 }, 'InvalidArgument'],
      ['ListObjectsV2', { ContinuationToken: '' }, 'InvalidArgument'],
      ['ListObjectsV2', { ContinuationToken: 'no token!' }, 'InvalidArgument'],
      ['ListBuckets', { ContinuationToken: 'no token!' }, 'InvalidArgument'],
      ['DeleteObjects', { Delete: objects(1001) }, 'MalformedXML'],
      ['DeleteObjects', { Delete: objects(0) }, 'MalformedXML'],
    ] as const)
      await expect(run(operation, input)).rejects.toMatchObject({ code, details: { status: 400 } });
    await run('UploadPart', { ...part, PartNumber: 10_000 });
    expect((await run('DeleteObjects', { Delete: objects(1000) })).Deleted).toHaveLength(1000);
  });

  test('a part of an object that was uploaded in parts is refused rather than given whole', async () => {
    const { UploadId } = await run('CreateMultipartUpload', { Key: 'k' });
    const { ETag } = await run('UploadPart', { Key: 'k', UploadId, PartNumber: 1, Body: 'v' });
    const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }] };
    await run('CompleteMultipartUpload', { Key: 'k', UploadId, MultipartUpload });
    for (const PartNumber of [1, 2])
      await expect(text('k', { PartNumber })).rejects.toMatchObject({ code: 'NotImplemented' });
    await put('whole', 'v');
    expect(await text('whole', { PartNumber: 1 })).toBe('v');
  });

  test('what a write asks for and nothing here would come of is refused by name', async () => {
    await put('source', 'v');
    const CopySource = `${BUCKET}/source`;
    const refused = (asked: Promise<unknown>, name: string) =>
      expect(asked).rejects.toMatchObject({ code: 'NotImplemented', message: expect.stringContaining(name) });
    for (const [name, value] of [
      ['Tagging', 'a=b'],
      ['ACL', 'bucket-owner-full-control'],
      ['StorageClass', 'GLACIER'],
    ] as const) {
      await refused(put('k', 'v', { [name]: value }), name);
      await refused(run('CopyObject', { Key: 'k', CopySource, [name]: value }), name);
      await refused(run('CreateMultipartUpload', { Key: 'k', [name]: value }), name);
    }
    await refused(put('k', 'v', { ChecksumMD5: 'AAAA' }), 'ChecksumMD5');
    await refused(
      run('CopyObject', { Key: 'k', CopySource, ChecksumAlgorithm: 'SHA1' }),
      'ChecksumAlgorithm',
    );
    await expect(
      run('CopyObject', { Key: 'k', CopySource, ExpectedSourceBucketOwner: '111111111111' }),
    ).rejects.toMatchObject({ code: 'AccessDenied' });
    await put('k', 'v', { StorageClass: 'STANDARD', ChecksumAlgorithm: 'SHA256' });
    expect(await text('k')).toBe('v');
  });
});
