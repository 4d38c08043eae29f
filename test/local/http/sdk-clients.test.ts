import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import {
  CodeartifactClient,
  CopyPackageVersionsCommand,
  DeletePackageVersionsCommand,
  GetPackageVersionAssetCommand,
  ListPackageVersionsCommand,
  PublishPackageVersionCommand,
} from '@aws-sdk/client-codeartifact';
import { BatchGetBuildsCommand, CodeBuildClient, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { CodePipelineClient, GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  SFNClient,
  StartExecutionCommand,
  StopExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type StandIn, startStandIn } from './stand-in';

let standIn: StandIn;
beforeAll(async () => {
  standIn = await startStandIn();
});
afterAll(() => standIn.endpoint.close());
beforeEach(() => {
  standIn.inputs.length = 0;
  standIn.lines.length = 0;
});

const WHEN = new Date(1_700_000_000_123);
const packageOf = { domain: 'dom', repository: 'rep', format: 'pypi', package: 'p' } as const;

describe('AWS JSON', () => {
  test('a Step Functions call arrives and its timestamp comes back to the millisecond', async () => {
    const client = new SFNClient(standIn.config);
    const started = await client.send(
      new StartExecutionCommand({ stateMachineArn: 'arn', input: '{"a":1}' }),
    );
    expect(started).toMatchObject({ executionArn: 'arn:execution', startDate: WHEN });
    expect(started.$metadata.requestId).toMatch(/^[0-9a-f-]{36}$/);
    expect(standIn.inputs).toEqual([{ stateMachineArn: 'arn', input: '{"a":1}' }]);
  });

  test('an error of the service keeps its name and has status 400', async () => {
    const client = new SFNClient(standIn.config);
    await expect(client.send(new DescribeExecutionCommand({ executionArn: 'x' }))).rejects.toMatchObject({
      name: 'ExecutionDoesNotExist',
      message: 'Execution Does Not Exist: x',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('an operation that is not emulated is refused by its name', async () => {
    const client = new SFNClient(standIn.config);
    await expect(client.send(new ListStateMachinesCommand({}))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: expect.stringContaining('stepfunctions ListStateMachines is not emulated here'),
    });
  });

  test('an answer that does not fit the service model is an internal failure, not an answer', async () => {
    const client = new SFNClient(standIn.config);
    await expect(client.send(new StopExecutionCommand({ executionArn: 'x' }))).rejects.toMatchObject({
      name: 'InternalFailure',
      message: expect.stringMatching(/output.stopped: there is no such member.*output.stopDate: required/),
      $metadata: { httpStatusCode: 500 },
    });
  });

  test('a bug in a service is logged and answered as an internal failure', async () => {
    const client = new SFNClient(standIn.config);
    await expect(client.send(new ListExecutionsCommand({ stateMachineArn: 'x' }))).rejects.toMatchObject({
      name: 'InternalFailure',
      $metadata: { httpStatusCode: 500 },
    });
    expect(standIn.lines.join()).toContain('TypeError: a bug');
  });

  test('CodeBuild, CodePipeline and CloudWatch Logs answer their clients', async () => {
    const builds = await new CodeBuildClient(standIn.config).send(
      new BatchGetBuildsCommand({ ids: ['p:1'] }),
    );
    expect(builds.builds).toEqual([{ id: 'p:1', startTime: WHEN }]);
    const pipeline = await new CodePipelineClient(standIn.config).send(
      new GetPipelineStateCommand({ name: 'p' }),
    );
    expect(pipeline.created).toEqual(WHEN);
    const logs = await new CloudWatchLogsClient(standIn.config).send(
      new GetLogEventsCommand({ logGroupName: 'g', logStreamName: 's' }),
    );
    expect(logs.events).toEqual([{ timestamp: 5, message: 'x' }]);
  });

  test('bytes in a DynamoDB item survive the way there and back', async () => {
    const Key = { k: { S: 'v' }, b: { B: Buffer.from([0, 255, 7]) }, l: { L: [{ NULL: true }] } };
    const item = await new DynamoDBClient(standIn.config).send(new GetItemCommand({ TableName: 'ttt', Key }));
    expect(Buffer.from(item.Item?.['b']?.B as Uint8Array)).toEqual(Key.b.B);
    expect(standIn.inputs[0].Key.b.B).toEqual(Key.b.B);
    expect(item.Item?.['l']).toEqual(Key.l);
  });
});

describe('validation', () => {
  test('violations are worded as AWS words them, with the code of the service', async () => {
    const sfn = new SFNClient(standIn.config);
    await expect(
      sfn.send(new StartExecutionCommand({ stateMachineArn: 'x'.repeat(257), name: '' })),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringMatching(
        /^2 validation errors detected: Value 'x+…' at 'stateMachineArn' failed to satisfy constraint: Member must have length less than or equal to 256; Value '' at 'name' failed to satisfy constraint: Member must have length greater than or equal to 1$/,
      ),
    });
    await expect(
      new CodeBuildClient(standIn.config).send(new StartBuildCommand({} as any)),
    ).rejects.toMatchObject({
      name: 'InvalidInputException',
      message:
        "1 validation error detected: Value null at 'projectName' failed to satisfy constraint: Member must not be null",
    });
    await expect(
      new CodeartifactClient(standIn.config).send(
        new ListPackageVersionsCommand({ ...packageOf, domain: 'Dom', format: 'zip' as any }),
      ),
    ).rejects.toMatchObject({
      name: 'ValidationException',
      reason: 'FIELD_VALIDATION_FAILED',
      message: expect.stringMatching(/pattern: \[a-z\].*Member must satisfy enum value set: \[npm, pypi/),
      $metadata: { httpStatusCode: 400 },
    });
    expect(standIn.inputs).toEqual([]);
  });

  test('a parameter that the model does not have is refused by its name', async () => {
    const call = standIn.gateway.invoke({
      service: 'stepfunctions',
      operation: 'StartExecution',
      region: 'us-east-1',
      principal: standIn.iam.operator,
      input: { stateMachineArn: 'arn', inputs: '{}' },
    });
    await expect(call).rejects.toMatchObject({
      code: 'ValidationException',
      message: expect.stringContaining(
        'Unknown parameter in input: "inputs", must be one of: stateMachineArn, name',
      ),
    });
  });
});

describe('REST-JSON', () => {
  test('query parameters and maps of structures survive', async () => {
    const client = new CodeartifactClient(standIn.config);
    const listed = await client.send(new ListPackageVersionsCommand({ ...packageOf, maxResults: 3 }));
    expect(listed.versions).toEqual([{ version: '1.0', status: 'Published' }]);
    expect(standIn.inputs).toEqual([{ ...packageOf, maxResults: 3 }]);
    const deleted = await client.send(new DeletePackageVersionsCommand({ ...packageOf, versions: ['1'] }));
    expect(deleted.failedVersions).toEqual({ '1': { errorCode: 'NOT_FOUND', errorMessage: 'no' } });
  });

  test('a throttled call has the status of the model and says when to come back', async () => {
    const client = new CodeartifactClient(standIn.config);
    const copy = new CopyPackageVersionsCommand({
      ...{ domain: 'dom', format: 'pypi', package: 'p', versions: ['1'] },
      sourceRepository: 'aa',
      destinationRepository: 'bb',
    });
    await expect(client.send(copy)).rejects.toMatchObject({
      name: 'ThrottlingException',
      retryAfterSeconds: 7,
      $metadata: { httpStatusCode: 429 },
      $response: { headers: { 'retry-after': '7' } },
    });
  });

  test('an asset is streamed in and out', async () => {
    const client = new CodeartifactClient(standIn.config);
    const bytes = Buffer.alloc(3_000_000, 7);
    const assetSHA256 = createHash('sha256').update(bytes).digest('hex');
    await client.send(
      new PublishPackageVersionCommand({
        ...packageOf,
        ...{ packageVersion: '1', assetName: 'a.whl', assetSHA256 },
        assetContent: Readable.from([bytes]) as any,
      }),
    );
    expect(standIn.inputs[0]).toMatchObject({ assetName: 'a.whl', assetSHA256 });
    expect(standIn.inputs[0].assetContent.equals(bytes)).toBe(true);
    const asset = await client.send(
      new GetPackageVersionAssetCommand({ ...packageOf, packageVersion: '1', asset: 'a.whl' }),
    );
    expect(asset.assetName).toBe('a.whl');
    expect((await asset.asset?.transformToByteArray())?.length).toBe(100_000);
  });
});
