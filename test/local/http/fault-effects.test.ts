import { Readable } from 'node:stream';
import {
  CodeartifactClient,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import { GetObjectCommand, PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { applyFault, type FaultyCall } from '../../../lib/local/http/apply-fault';
import type { FaultEffect } from '../../../lib/local/http/faults';
import { type StandIn, startStandIn } from './stand-in';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.endpoint.close());
beforeEach(() => {
  standIn.faults.clear();
  standIn.inputs.length = 0;
});

const input = { domain: 'dom', repository: 'rep', format: 'pypi', package: 'p' } as const;
const list = () => new CodeartifactClient(standIn.config).send(new ListPackageVersionsCommand(input));
const invoke = () =>
  standIn.gateway.invoke({
    service: 'codeartifact',
    operation: 'ListPackageVersions',
    region: 'us-east-1',
    principal: standIn.iam.operator,
    input,
  });
const inject = (effect: FaultEffect) => standIn.faults.add({ service: 'codeartifact', effect });

test('an error reaches client and runtime with code, status and Retry-After', async () => {
  inject({ kind: 'error', status: 429, code: 'ThrottlingException', message: 'slow', retryAfterSeconds: 3 });
  await expect(list()).rejects.toMatchObject({
    name: 'ThrottlingException',
    message: 'slow',
    $metadata: { httpStatusCode: 429 },
    $response: { headers: { 'retry-after': '3' } },
  });
  await expect(invoke()).rejects.toMatchObject({ code: 'ThrottlingException', details: { status: 429 } });
  expect(standIn.inputs).toEqual([]);
});

test('a reset breaks the connection before anything happens', async () => {
  inject({ kind: 'reset' });
  await expect(list()).rejects.toThrow('ECONNRESET');
  await expect(invoke()).rejects.toMatchObject({ code: 'SdkClientException' });
  expect(standIn.inputs).toEqual([]);
});

test('a lost answer breaks the connection after the call has taken effect', async () => {
  inject({ kind: 'lost-answer' });
  await expect(list()).rejects.toThrow('ECONNRESET');
  await expect(invoke()).rejects.toMatchObject({ code: 'SdkClientException' });
  expect(standIn.inputs).toEqual([input, input]);
});

test('a lost answer keeps no file open', async () => {
  const output = { Body: Readable.from(['bytes']), ContentLength: 5 };
  const call = { effect: { kind: 'lost-answer' }, operation: { name: 'GetObject' } } as FaultyCall;
  await expect(applyFault(call, async () => output)).rejects.toMatchObject({ code: 'SdkClientException' });
  expect(output.Body.destroyed).toBe(true);
});

test('an answer that is cut off has taken effect', async () => {
  inject({ kind: 'cut-off' });
  await expect(list()).rejects.toThrow();
  await expect(invoke()).rejects.toMatchObject({ code: 'SdkClientException' });
  expect(standIn.inputs).toEqual([input, input]);
});

test('an upload that is cut off is not stored', async () => {
  standIn.faults.add({ operation: 'PutObject', effect: { kind: 'cut-off' } });
  const s3 = new S3Client(standIn.config);
  const object = { Bucket: 'b', Key: 'half' };
  await expect(s3.send(new PutObjectCommand({ ...object, Body: Buffer.alloc(1000) }))).rejects.toThrow();
  await expect(s3.send(new GetObjectCommand(object))).rejects.toMatchObject({ name: 'NoSuchKey' });
});

test('a delay waits on the clock and then lets the call through', async () => {
  inject({ kind: 'delay', milliseconds: 90_000 });
  expect((await list()).versions).toHaveLength(1);
  expect(standIn.clock.slept).toEqual([90_000]);
});

test('wrong bytes are stored without the checksums that would give them away', async () => {
  standIn.faults.add({ effect: { kind: 'wrong-bytes' } });
  const s3 = new S3Client(standIn.config);
  await s3.send(new PutObjectCommand({ Bucket: 'b', Key: 'k', Body: Buffer.from('abc') }));
  const { Body } = await s3.send(new GetObjectCommand({ Bucket: 'b', Key: 'k' }));
  expect(await Body?.transformToByteArray()).toEqual(new Uint8Array([0x61 ^ 0xff, 0x62, 0x63]));
  await new CodeartifactClient(standIn.config).send(
    new PublishPackageVersionCommand({
      ...{ domain: 'dom', repository: 'rep', format: 'generic', package: 'p', packageVersion: '1' },
      assetContent: Buffer.from('abc'),
      assetName: 'a',
      assetSHA256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
    }),
  );
  const published = standIn.inputs.at(-1);
  expect(published.assetContent).toEqual(Buffer.from([0x61 ^ 0xff, 0x62, 0x63]));
  expect(published.assetSHA256).toBeUndefined();
});

test('an injected fault never reaches a call that is not allowed', async () => {
  inject({ kind: 'reset' });
  const stranger = { arn: 'arn:aws:iam::000000000000:user/x', account: '000000000000' };
  await expect(
    standIn.gateway.invoke({
      service: 'codeartifact',
      operation: 'ListPackageVersions',
      region: 'us-east-1',
      principal: stranger,
      input,
    }),
  ).rejects.toMatchObject({ code: 'AccessDeniedException' });
});
