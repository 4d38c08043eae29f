import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketAclCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  PutObjectCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { type StandIn, startStandIn } from './stand-in';

let standIn: StandIn;
let s3: S3Client;
beforeAll(async () => {
  standIn = await startStandIn();
  s3 = new S3Client(standIn.config);
});
afterAll(() => standIn.endpoint.close());
beforeEach(() => {
  standIn.inputs.length = 0;
});

const Bucket = 'buck';

test.each(["a b+c/é%20(*)'!", '../x/../../y', 'a//b/', '.', 'q?x=1&y#z'])(
  'the key %j arrives as it was sent',
  async (Key) => {
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: 'hello', Metadata: { a: 'b' } }));
    expect(standIn.inputs[0]).toMatchObject({ Bucket, Key, Metadata: { a: 'b' }, ContentLength: 5 });
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe('hello');
    expect(got).toMatchObject({ Metadata: { a: 'b' }, ContentLength: 5 });
  },
);

test('a stream of unknown hash comes in aws-chunked and is stored without the chunks', async () => {
  const bytes = Buffer.alloc(300_000, 'abc');
  const put = new PutObjectCommand({
    Bucket,
    Key: 's',
    Body: Readable.from([bytes]),
    ContentLength: bytes.length,
  });
  let encoding: unknown;
  put.middlewareStack.add(
    (next) => (args) => {
      encoding = (args.request as any).headers['content-encoding'];
      return next(args);
    },
    { step: 'finalizeRequest', priority: 'low' },
  );
  await s3.send(put);
  expect(encoding).toBe('aws-chunked');
  expect(standIn.inputs[0].Body.equals(bytes)).toBe(true);
  expect(standIn.inputs[0].ContentEncoding).toBeUndefined();
});

test('a part of an object is answered with status 206', async () => {
  await s3.send(new PutObjectCommand({ Bucket, Key: 'r', Body: 'hello' }));
  const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'r', Range: 'bytes=0-1' }));
  expect(got.$metadata.httpStatusCode).toBe(206);
});

test('operations that share method and path are told apart', async () => {
  await s3.send(new CopyObjectCommand({ Bucket, Key: 'c', CopySource: 'buck/r' }));
  expect(standIn.inputs.pop()).toMatchObject({ CopySource: 'buck/r', Key: 'c' });
  const { UploadId } = await s3.send(new CreateMultipartUploadCommand({ Bucket, Key: 'm' }));
  expect(UploadId).toBe('U');
  await s3.send(new UploadPartCommand({ Bucket, Key: 'm', UploadId, PartNumber: 2, Body: 'x' }));
  expect(standIn.inputs.pop()).toMatchObject({ UploadId: 'U', PartNumber: 2 });
  const parts = await s3.send(new ListPartsCommand({ Bucket, Key: 'm', UploadId }));
  expect(parts.Parts).toEqual([{ PartNumber: 1, ETag: '"p"' }]);
  const MultipartUpload = {
    Parts: [
      { PartNumber: 1, ETag: '"p"' },
      { PartNumber: 2, ETag: '"q"' },
    ],
  };
  await s3.send(new CompleteMultipartUploadCommand({ Bucket, Key: 'm', UploadId, MultipartUpload }));
  expect(standIn.inputs.pop()).toMatchObject({ MultipartUpload });
  const aborted = await s3.send(new AbortMultipartUploadCommand({ Bucket, Key: 'm', UploadId }));
  const deleted = await s3.send(new DeleteObjectCommand({ Bucket, Key: 'm' }));
  expect([aborted.$metadata.httpStatusCode, deleted.$metadata.httpStatusCode]).toEqual([204, 204]);
});

test('keys with markup, white space and control characters survive XML in both directions', async () => {
  const listed = await s3.send(new ListObjectsV2Command({ Bucket }));
  expect(listed.Contents).toEqual([
    { Key: ' a&<b>\u0001', Size: 3, LastModified: new Date('2023-11-14T22:13:20.123Z') },
  ]);
  expect(listed.CommonPrefixes).toEqual([{ Prefix: 'x/' }]);
  const Objects = [{ Key: ' a&<b>"\'' }, { Key: '\u0001' }];
  const deleted = await s3.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects, Quiet: false } }));
  expect(deleted.Deleted).toEqual(Objects);
  expect(standIn.inputs.at(-1).Delete).toEqual({ Objects, Quiet: false });
});

test('the location of a bucket is unwrapped XML', async () => {
  const { LocationConstraint } = await s3.send(new GetBucketLocationCommand({ Bucket }));
  expect(LocationConstraint).toBe('eu-west-1');
});

test('errors are S3 errors: a code, a status and the members of the shape', async () => {
  await expect(s3.send(new GetObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
    name: 'NoSuchKey',
    Key: 'none',
    $metadata: { httpStatusCode: 404 },
  });
  await expect(s3.send(new HeadObjectCommand({ Bucket, Key: 'none' }))).rejects.toMatchObject({
    $metadata: { httpStatusCode: 501 },
  });
  await expect(s3.send(new GetBucketAclCommand({ Bucket }))).rejects.toMatchObject({
    name: 'NotImplemented',
    message: expect.stringContaining('s3 GetBucketAcl is not emulated here'),
    $metadata: { httpStatusCode: 501 },
  });
});

test.each(['x-amz-copy-source', 'x-amz-meta-a'])(
  'the header %s has no effect when it was added to a signed request: it is refused',
  async (name) => {
    const put = new PutObjectCommand({ Bucket, Key: 'k', Body: 'x' });
    put.middlewareStack.add(
      (next) => (args) => {
        (args.request as any).headers[name] = 'buck/secret';
        return next(args);
      },
      { step: 'deserialize', priority: 'low' },
    );
    await expect(s3.send(put)).rejects.toMatchObject({
      name: 'AccessDenied',
      message: 'There were headers present in the request which were not signed',
      HeadersNotSigned: name,
      $metadata: { httpStatusCode: 403 },
    });
    expect(standIn.inputs).toEqual([]);
  },
);

test.each([
  ['hidden', 'true'],
  ['none', null],
])('that %j is hidden by a delete marker is told by a header: %j', async (Key, marker) => {
  const get = new GetObjectCommand({ Bucket, Key });
  let header: unknown;
  get.middlewareStack.add(
    (next) => async (args) => {
      const result = await next(args);
      header = (result.response as any).headers['x-amz-delete-marker'] ?? null;
      return result;
    },
    { step: 'deserialize', priority: 'low' },
  );
  const answer = await s3.send(get).catch((error: any) => error);
  expect(answer).toMatchObject({ name: 'NoSuchKey', Key });
  expect(answer).not.toHaveProperty('DeleteMarker');
  expect(header).toBe(marker);
});

test('a bucket in the host name is found, as clients have it for the endpoint localhost', async () => {
  const put = new PutObjectCommand({ Bucket, Key: 'hosted', Body: 'x' });
  // The name resolves on some machines only; the address is what it would resolve to.
  put.middlewareStack.add(
    (next) => (args) => {
      const given = args.request as any;
      expect(given.hostname).toBe('buck.localhost');
      given.hostname = '127.0.0.1';
      return next(args);
    },
    { step: 'deserialize', priority: 'low' },
  );
  const client = new S3Client({ ...standIn.config, endpoint: `http://localhost:${standIn.port}` });
  await client.send(put);
  expect(standIn.inputs[0]).toMatchObject({ Bucket, Key: 'hosted' });
});
