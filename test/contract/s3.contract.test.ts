import { S3 } from '@aws-sdk/client-s3';
import { contractRun } from './contract-run';

// Costs on AWS: a few requests and bytes, below a cent.
const run = contractRun();
const bucket = run.name('objects');
let s3: S3;

beforeAll(async () => {
  s3 = new S3({ ...run.account.client, forcePathStyle: !run.account.remote });
  run.removeLater(`bucket ${bucket}`, async () => {
    const { Versions = [], DeleteMarkers = [] } = await s3.listObjectVersions({ Bucket: bucket });
    for (const { Key, VersionId } of [...Versions, ...DeleteMarkers])
      await s3.deleteObject({ Bucket: bucket, Key, VersionId });
    await s3.deleteBucket({ Bucket: bucket });
  });
  const { region } = run.account;
  await s3.createBucket({
    Bucket: bucket,
    ...(region !== 'us-east-1' && {
      CreateBucketConfiguration: { LocationConstraint: region as 'eu-west-1' },
    }),
  });
  expect(await s3.getBucketVersioning({ Bucket: bucket })).not.toHaveProperty('Status');
  await s3.putBucketVersioning({ Bucket: bucket, VersioningConfiguration: { Status: 'Enabled' } });
  await run.eventually(async () =>
    expect(await s3.getBucketVersioning({ Bucket: bucket })).toMatchObject({ Status: 'Enabled' }),
  );
});
afterAll(() => s3?.destroy());

const text = async (input: { Key: string; VersionId?: string }) =>
  (await s3.getObject({ Bucket: bucket, ...input })).Body?.transformToString();

test('each write is a version of its own, and earlier ones stay readable', async () => {
  const first = await s3.putObject({ Bucket: bucket, Key: 'k', Body: 'one' });
  const second = await s3.putObject({ Bucket: bucket, Key: 'k', Body: 'two' });
  expect(first.VersionId).toEqual(expect.any(String));
  expect(second.VersionId).not.toBe(first.VersionId);
  expect(await text({ Key: 'k' })).toBe('two');
  expect(await text({ Key: 'k', VersionId: first.VersionId })).toBe('one');
  const { Versions } = await s3.listObjectVersions({ Bucket: bucket, Prefix: 'k' });
  expect(Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
    [second.VersionId, true],
    [first.VersionId, false],
  ]);
});

test('a deletion hides the object behind a marker; deleting the marker brings it back', async () => {
  const { VersionId } = await s3.putObject({ Bucket: bucket, Key: 'hidden', Body: 'here' });
  const marker = await s3.deleteObject({ Bucket: bucket, Key: 'hidden' });
  expect(marker).toMatchObject({ DeleteMarker: true, VersionId: expect.any(String) });
  await expect(text({ Key: 'hidden' })).rejects.toMatchObject({
    name: 'NoSuchKey',
    $metadata: { httpStatusCode: 404 },
  });
  expect(await text({ Key: 'hidden', VersionId })).toBe('here');
  await expect(text({ Key: 'hidden', VersionId: marker.VersionId })).rejects.toMatchObject({
    name: 'MethodNotAllowed',
    $metadata: { httpStatusCode: 405 },
  });
  await s3.deleteObject({ Bucket: bucket, Key: 'hidden', VersionId: marker.VersionId });
  expect(await text({ Key: 'hidden' })).toBe('here');
});

test('a write can be conditional on there being no object', async () => {
  await s3.putObject({ Bucket: bucket, Key: 'once', Body: 'first', IfNoneMatch: '*' });
  await expect(
    s3.putObject({ Bucket: bucket, Key: 'once', Body: 'second', IfNoneMatch: '*' }),
  ).rejects.toMatchObject({ name: 'PreconditionFailed', $metadata: { httpStatusCode: 412 } });
  expect(await text({ Key: 'once' })).toBe('first');
  await s3.deleteObject({ Bucket: bucket, Key: 'once' });
  await s3.putObject({ Bucket: bucket, Key: 'once', Body: 'third', IfNoneMatch: '*' });
  expect(await text({ Key: 'once' })).toBe('third');
});

test('a deletion can be conditional on what the object is', async () => {
  const { ETag } = await s3.putObject({ Bucket: bucket, Key: 'watched', Body: 'first' });
  await s3.putObject({ Bucket: bucket, Key: 'watched', Body: 'second' });
  await expect(s3.deleteObject({ Bucket: bucket, Key: 'watched', IfMatch: ETag })).rejects.toMatchObject({
    name: 'PreconditionFailed',
    $metadata: { httpStatusCode: 412 },
  });
  const Objects = [{ Key: 'watched', ETag }];
  const { Deleted = [], Errors } = await s3.deleteObjects({ Bucket: bucket, Delete: { Objects } });
  expect(Deleted).toEqual([]);
  expect(Errors).toMatchObject([{ Key: 'watched', Code: 'PreconditionFailed' }]);
  expect(await text({ Key: 'watched' })).toBe('second');
  await s3.deleteObject({ Bucket: bucket, Key: 'watched', IfMatch: '*' });
  await expect(s3.deleteObject({ Bucket: bucket, Key: 'watched', IfMatch: '*' })).rejects.toMatchObject({
    name: 'NoSuchKey',
  });
});

test('a listing comes in pages that together are the whole', async () => {
  for (const name of ['a', 'b', 'c']) await s3.putObject({ Bucket: bucket, Key: `page/${name}`, Body: name });
  const first = await s3.listObjectsV2({ Bucket: bucket, Prefix: 'page/', MaxKeys: 2 });
  expect(first).toMatchObject({ IsTruncated: true, KeyCount: 2, NextContinuationToken: expect.any(String) });
  const second = await s3.listObjectsV2({
    Bucket: bucket,
    Prefix: 'page/',
    ContinuationToken: first.NextContinuationToken,
  });
  expect([...(first.Contents ?? []), ...(second.Contents ?? [])].map(({ Key }) => Key)).toEqual([
    'page/a',
    'page/b',
    'page/c',
  ]);
  expect(second.IsTruncated).toBe(false);
});

test('a bucket with anything in it is not deleted', async () => {
  await s3.putObject({ Bucket: bucket, Key: 'left', Body: 'x' });
  await expect(s3.deleteBucket({ Bucket: bucket })).rejects.toMatchObject({
    name: 'BucketNotEmpty',
    $metadata: { httpStatusCode: 409 },
  });
});
