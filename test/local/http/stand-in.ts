import { Readable } from 'node:stream';
import { createEndpoint, type EndpointOptions } from '../../../lib/local/http/create-endpoint';
import { createFaults } from '../../../lib/local/http/create-faults';
import { createGateway } from '../../../lib/local/http/create-gateway';
import { readBody } from '../../../lib/local/http/read-body';
import { createIam } from '../../../lib/local/iam/create-iam';
import { OPERATOR } from '../../../lib/local/iam/iam';
import { type Operation, type Service, ServiceError } from '../../../lib/local/service';
import { createSts } from '../../../lib/local/sts/create-sts';
import { SleeplessClock } from '../sleepless-clock';
import { MODELS } from './models';

export const ACCOUNT = '000000000000';

/** An operation that asks for `SERVICE:OPERATION` on `*`. */
export function operation(handle: Operation['handle']): Operation {
  return {
    permissions: (_input, call) => [{ action: `${call.service}:${call.operation}`, resource: '*' }],
    handle,
  };
}

/** An endpoint with tiny services behind it, and what they were asked for. */
export async function startStandIn(overrides: Partial<EndpointOptions> = {}) {
  const clock = new SleeplessClock(Date.now());
  const iam = await createIam({ account: ACCOUNT, clock });
  const faults = createFaults();
  const inputs: any[] = [];
  const lines: string[] = [];
  const services = [...tinyServices(inputs), createSts({ iam }).service];
  const gateway = createGateway({
    services,
    iam,
    faults,
    clock,
    account: ACCOUNT,
    models: MODELS,
    log: (line) => lines.push(line),
  });
  const endpoint = createEndpoint({
    gateway,
    iam,
    faults,
    regions: ['us-east-1', 'eu-west-1'],
    clock,
    log: (line) => lines.push(line),
    ...overrides,
  });
  const { url, port } = await endpoint.listen();
  return {
    ...{ url, port, endpoint, gateway, iam, faults, clock, inputs, lines },
    config: {
      endpoint: url,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: {
        accessKeyId: OPERATOR.accessKeyId as string,
        secretAccessKey: OPERATOR.secretAccessKey as string,
      },
    },
  };
}

export type StandIn = Awaited<ReturnType<typeof startStandIn>>;

const WHEN = new Date(1_700_000_000_123);

function tinyServices(inputs: any[]): Service[] {
  const gives = (output: unknown) =>
    operation((input) => {
      inputs.push(input);
      return typeof output === 'function' ? output(input) : output;
    });
  return [
    {
      model: 'stepfunctions',
      operations: {
        StartExecution: gives({ executionArn: 'arn:execution', startDate: WHEN }),
        DescribeExecution: gives(() => {
          throw new ServiceError('ExecutionDoesNotExist', 'Execution Does Not Exist: x');
        }),
        StopExecution: gives({ stopped: true }),
        ListExecutions: gives(() => {
          throw new TypeError('a bug');
        }),
      },
    },
    {
      model: 'codebuild',
      operations: {
        StartBuild: gives({ build: { id: 'p:1', startTime: WHEN } }),
        BatchGetBuilds: gives({ builds: [{ id: 'p:1', startTime: WHEN }] }),
      },
    },
    { model: 'codepipeline', operations: { GetPipelineState: gives({ pipelineName: 'p', created: WHEN }) } },
    { model: 'dynamodb', operations: { GetItem: gives((input: any) => ({ Item: input.Key })) } },
    { model: 'logs', operations: { GetLogEvents: gives({ events: [{ timestamp: 5, message: 'x' }] }) } },
    { model: 'lambda', operations: { Invoke: gives({ StatusCode: 200, Payload: Buffer.from('{"a":1}') }) } },
    {
      model: 'sns',
      operations: { Publish: gives({ MessageId: 'm' }), CreateTopic: gives({ TopicArn: 'arn:topic' }) },
    },
    codeartifact(inputs, gives),
    s3(inputs, gives),
  ];
}

type Gives = (output: unknown) => Operation;

function codeartifact(inputs: any[], gives: Gives): Service {
  return {
    model: 'codeartifact',
    operations: {
      ListPackageVersions: gives({ versions: [{ version: '1.0', status: 'Published' }] }),
      DeletePackageVersions: gives({
        failedVersions: { '1': { errorCode: 'NOT_FOUND', errorMessage: 'no' } },
      }),
      CopyPackageVersions: gives(() => {
        throw new ServiceError('ThrottlingException', 'Rate exceeded', { retryAfterSeconds: 7 });
      }),
      GetPackageVersionAsset: gives(() => ({
        asset: Readable.from([Buffer.alloc(70_000, 1), Buffer.alloc(30_000, 2)]),
        assetName: 'a.whl',
      })),
      PublishPackageVersion: operation(async (input) => {
        inputs.push({ ...input, assetContent: await readBody(input.assetContent, 1e9) });
        return { version: '1', status: 'Published' };
      }),
    },
  };
}

function s3(inputs: any[], gives: Gives): Service {
  const objects = new Map<string, Buffer>();
  const store = operation(async (input) => {
    const body = input.Body ? await readBody(input.Body, 1e9) : Buffer.alloc(0);
    inputs.push({ ...input, Body: body });
    objects.set(input.Key, body);
    return { ETag: '"e"' };
  });
  return {
    model: 's3',
    operations: {
      PutObject: store,
      UploadPart: store,
      GetObject: gives((input: any) => {
        const body = objects.get(input.Key);
        if (!body)
          throw new ServiceError('NoSuchKey', 'The specified key does not exist.', {
            Key: input.Key,
            ...(input.Key === 'hidden' && { DeleteMarker: true }),
          });
        const part = input.Range ? { ContentRange: `bytes 0-1/${body.length}` } : {};
        return { Body: Readable.from([body]), ContentLength: body.length, Metadata: { a: 'b' }, ...part };
      }),
      ListObjectsV2: gives({
        IsTruncated: false,
        Contents: [{ Key: ' a&<b>\u0001', Size: 3, LastModified: WHEN }],
        CommonPrefixes: [{ Prefix: 'x/' }],
      }),
      DeleteObjects: gives((input: any) => ({ Deleted: input.Delete.Objects })),
      DeleteObject: gives({}),
      CopyObject: gives({ CopyObjectResult: { ETag: '"c"', LastModified: WHEN } }),
      CreateMultipartUpload: gives({ UploadId: 'U' }),
      CompleteMultipartUpload: gives({ ETag: '"m"' }),
      AbortMultipartUpload: gives({}),
      ListParts: gives({ Parts: [{ PartNumber: 1, ETag: '"p"' }] }),
      GetBucketLocation: gives({ LocationConstraint: 'eu-west-1' }),
    },
  };
}
