import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { CodePipeline } from '@aws-sdk/client-codepipeline';
import { DynamoDB } from '@aws-sdk/client-dynamodb';
import { S3 } from '@aws-sdk/client-s3';
import { SFN } from '@aws-sdk/client-sfn';
import { STS } from '@aws-sdk/client-sts';
import { App } from 'aws-cdk-lib';
import { parseConfig } from '../../lib/config';
import { systemClock } from '../../lib/local/clock';
import { CreatedResources } from '../../lib/local/codeartifact/created-resources';
import { Scheduler } from '../../lib/local/events/scheduler';
import { OPERATOR } from '../../lib/local/iam/iam';
import { createRuntime, type LocalRuntime, type RuntimeOptions } from '../../lib/local/runtime';
import { createDeployment } from '../../lib/stacks/deployment';
import { writeSmallAssembly } from './runtime/small-assembly';

const ROOT = join(__dirname, '../..');
const ACCOUNT = '000000000000';
const folder = mkdtempSync(join(tmpdir(), 'vigilant-runtime-test-'));
const open: LocalRuntime[] = [];
afterEach(async () => {
  for (const runtime of open.splice(0)) await runtime.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function started(assemblyDirectory: string, options: Partial<RuntimeOptions> = {}) {
  const runtime = await createRuntime({
    assemblyDirectory,
    account: ACCOUNT,
    projectRoot: ROOT,
    clock: systemClock,
    log: () => undefined,
    ...options,
  });
  open.push(runtime);
  return { runtime, ...clientsOf(runtime.url) };
}

function clientsOf(endpoint: string) {
  const settings = { endpoint, region: 'us-east-1', credentials: { ...OPERATOR }, maxAttempts: 1 };
  return {
    settings,
    s3: new S3({ ...settings, forcePathStyle: true }),
    dynamodb: new DynamoDB(settings),
    sts: new STS(settings),
    sfn: new SFN(settings),
    codepipeline: new CodePipeline(settings),
  };
}

describe('a small assembly', () => {
  const assembly = writeSmallAssembly(mkdtempSync(join(folder, 'small-')));
  const state = () => mkdtempSync(join(folder, 'state-'));

  /** Lambda's client is no dependency of the project; the gateway is the same door. */
  async function invoke(runtime: LocalRuntime, payload: object) {
    const { FunctionError, Payload } = await runtime.gateway.invoke({
      service: 'lambda',
      operation: 'Invoke',
      region: 'us-east-1',
      principal: { arn: `arn:aws:iam::${ACCOUNT}:user/${OPERATOR.userName}`, account: ACCOUNT },
      input: { FunctionName: 'reader', Payload: JSON.stringify(payload) },
    });
    return { FunctionError, answer: JSON.parse(Payload.toString()) };
  }

  test('answers nothing until what is on disk is loaded', async () => {
    const { port, url } = (await started(assembly)).runtime;
    await open.pop()?.close();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const loading = new Promise<void>((resolve) => {
      jest.spyOn(CreatedResources.prototype, 'load').mockImplementationOnce(() => {
        resolve();
        return held;
      });
    });
    const starting = started(assembly, { port });
    await loading;
    const early = await fetch(url);
    release();
    await starting;
    expect(early.status).toBe(503);
    expect((await fetch(url)).status).not.toBe(503);
  });

  test('is served with its outputs, and the operator is who calls', async () => {
    const { runtime, sts } = await started(assembly);
    expect(runtime.outputs).toEqual({ Stack: { BucketName: 'things' } });
    expect(await sts.getCallerIdentity({})).toMatchObject({
      Account: ACCOUNT,
      Arn: `arn:aws:iam::${ACCOUNT}:user/operator`,
    });
  });

  test('a function reaches the runtime with the rights of its role and no others', async () => {
    const { runtime, s3 } = await started(assembly);
    await s3.putObject({ Bucket: 'things', Key: 'k', Body: 'hello' });
    expect(await invoke(runtime, { bucket: 'things', key: 'k' })).toEqual({ answer: 'hello' });
    const { FunctionError, answer } = await invoke(runtime, { bucket: 'things', key: 'k', write: true });
    expect(FunctionError).toBe('Unhandled');
    expect(answer.errorType).toBe('AccessDenied');
    expect(answer.errorMessage).toContain(
      `arn:aws:sts::${ACCOUNT}:assumed-role/reader/reader is not authorized to perform: s3:PutObject`,
    );
    // Without s3:ListBucket nobody is told whether an object exists.
    expect((await invoke(runtime, { bucket: 'things', key: 'none' })).answer.errorType).toBe('AccessDenied');
  });

  test('keeps what was written over a restart', async () => {
    const stateDirectory = state();
    const first = await started(assembly, { stateDirectory });
    const { VersionId } = await first.s3.putObject({ Bucket: 'things', Key: 'k', Body: 'one' });
    await first.s3.putObject({ Bucket: 'things', Key: 'k', Body: 'two' });
    await first.dynamodb.putItem({ TableName: 'ledger', Item: { pk: { S: 'a' } } });
    await first.runtime.close();
    const second = await started(assembly, { stateDirectory });
    const { Body } = await second.s3.getObject({ Bucket: 'things', Key: 'k', VersionId });
    expect(await Body!.transformToString()).toBe('one');
    await expect(
      second.dynamodb.putItem({
        TableName: 'ledger',
        Item: { pk: { S: 'a' } },
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    ).rejects.toMatchObject({ name: 'ConditionalCheckFailedException', Item: { pk: { S: 'a' } } });
  });

  test('loses nothing that was acknowledged when it is killed', async () => {
    const stateDirectory = state();
    const program = join(__dirname, 'runtime/write-until-killed.ts');
    const child = spawn(process.execPath, ['--import', 'tsx', program, assembly, stateDirectory], {
      cwd: ROOT,
      env: { PATH: process.env.PATH, AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let acknowledged = -1;
    await new Promise<void>((resolve) => {
      child.on('exit', () => resolve());
      child.stdout.on('data', (lines: Buffer) => {
        acknowledged = Number(lines.toString().trim().split('\n').at(-1));
        if (acknowledged >= 20) child.kill('SIGKILL');
      });
    });
    expect(acknowledged).toBeGreaterThanOrEqual(20);
    const { s3, dynamodb } = await started(assembly, { stateDirectory });
    const { Body } = await s3.getObject({ Bucket: 'things', Key: 'counter' });
    expect(Number(await Body!.transformToString())).toBeGreaterThanOrEqual(acknowledged);
    const { Item } = await dynamodb.getItem({ TableName: 'ledger', Key: { pk: { S: 'counter' } } });
    expect(Number(Item?.n?.N)).toBeGreaterThanOrEqual(acknowledged);
  });

  test('a state folder is used by one runtime at a time; the other is told which', async () => {
    const stateDirectory = state();
    const { runtime } = await started(assembly, { stateDirectory });
    await expect(started(assembly, { stateDirectory })).rejects.toThrow(
      `the state folder ${stateDirectory} is used by another runtime (process ${process.pid})`,
    );
    await runtime.close();
    await started(assembly, { stateDirectory });
  });

  test('what went wrong at the start is told also when closing fails then', async () => {
    const lines: string[] = [];
    jest.spyOn(CreatedResources.prototype, 'load').mockRejectedValueOnce(new Error('cannot start'));
    jest.spyOn(Scheduler.prototype, 'close').mockRejectedValueOnce(new Error('cannot stop'));
    await expect(started(assembly, { log: (line) => lines.push(line) })).rejects.toThrow('cannot start');
    expect(lines).toContain('the runtime did not close cleanly: Error: cannot stop');
  });

  test('a port in use is named, and the state folder is free again', async () => {
    const stateDirectory = state();
    const other = createServer();
    const port = await new Promise<number>((resolve) => {
      other.listen(0, '127.0.0.1', () => resolve((other.address() as AddressInfo).port));
    });
    await expect(started(assembly, { stateDirectory, port })).rejects.toThrow(
      `port ${port} of 127.0.0.1 is in use`,
    );
    await new Promise((resolve) => other.close(resolve));
    expect((await started(assembly, { stateDirectory, port })).runtime.port).toBe(port);
  });

  test('without a state folder nothing is left behind', async () => {
    const before = process.env.TMPDIR;
    const temporary = mkdtempSync(join(folder, 'tmp-'));
    process.env.TMPDIR = temporary;
    try {
      const { runtime, s3 } = await started(assembly);
      await s3.putObject({ Bucket: 'things', Key: 'k', Body: 'v' });
      await runtime.close();
      expect(readdirSync(temporary)).toEqual([]);
    } finally {
      if (before === undefined) delete process.env.TMPDIR;
      else process.env.TMPDIR = before;
    }
  });
});

describe('the app as it is shipped', () => {
  const { context } = JSON.parse(readFileSync(join(ROOT, 'cdk.json'), 'utf8'));
  const regions = [context.vigilant.primaryRegion, ...context.vigilant.replicaRegions];

  function synthesized(overrides: object = {}): string {
    const outdir = mkdtempSync(join(folder, 'cdk.out-'));
    // Without bundling, functions cannot run; they do in the acceptance tests.
    const app = new App({
      outdir,
      context: { ...context, 'aws:cdk:bundling-stacks': [] },
      builtinCloudFormationValidation: false,
    });
    createDeployment(app, parseConfig({ vigilant: { ...context.vigilant, ...overrides } }));
    app.synth();
    return outdir;
  }

  let shipped: string;
  beforeAll(() => {
    shipped = synthesized();
  });

  test('is deployed as a whole and answers in every region', async () => {
    const { runtime, sfn, codepipeline, s3, dynamodb, settings } = await started(shipped);
    const outputs = runtime.outputs['vigilant-pipeline'] as Record<string, string>;
    expect(await sfn.describeStateMachine({ stateMachineArn: outputs.StateMachineArn })).toMatchObject({
      name: 'vigilant-publish',
      type: 'STANDARD',
    });
    const { pipeline } = await codepipeline.getPipeline({ name: outputs.PipelineName });
    expect(pipeline?.stages?.map(({ name }) => name)).toEqual(['Source', 'Build', 'Store', 'Publish']);
    expect(await s3.getBucketVersioning({ Bucket: outputs.ReleaseBucketName })).toMatchObject({
      Status: 'Enabled',
    });
    expect((await dynamodb.describeTable({ TableName: outputs.LedgerTableName })).Table?.TableStatus).toBe(
      'ACTIVE',
    );
    for (const region of regions) {
      const { repositoryEndpoint } = await new Codeartifact({ ...settings, region }).getRepositoryEndpoint({
        domain: context.vigilant.domain,
        repository: context.vigilant.releaseRepository,
        format: 'pypi',
      });
      expect(repositoryEndpoint).toBe(
        `${runtime.url}/vigilant-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com/pypi/release/`,
      );
    }
    expect(outputs.CloneUrl).toMatch(`${runtime.url}/git-codecommit.${regions[0]}.amazonaws.com/v1/repos/`);
  });

  test('tells what is not emulated, and why', async () => {
    const { runtime } = await started(shipped);
    expect(runtime.notEmulated.length).toBeGreaterThan(0);
    for (const line of runtime.notEmulated)
      expect(line).toMatch(/^AWS::CloudWatch::\w+ \w+ \(vigilant-[\w-]+\): /);
  });

  test.each<[string, object]>([
    ['keys that AWS owns', { encryption: 'aws-owned' }],
    [
      'an upstream, an approval, mail, consumers and other compute',
      {
        upstream: 'pypi',
        packages: ['sample-package'],
        approval: true,
        notificationEmails: ['ops@example.com'],
        consumerAccounts: ['444455556666'],
        build: { type: 'lambda' },
        publish: { type: 'ec2', architecture: 'x86_64' },
      },
    ],
    ['one region only', { primaryRegion: 'eu-central-1', replicaRegions: [] }],
  ])('is deployed with %s', async (_what, overrides) => {
    const { runtime } = await started(synthesized(overrides));
    expect(Object.keys(runtime.outputs)).toContain('vigilant-pipeline');
  });

  test('a source that is not on this machine is refused by the name of its property', async () => {
    const source = {
      type: 'connection',
      connectionArn:
        'arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
      repository: 'acme/widgets',
      tags: ['v*'],
    };
    const stateDirectory = mkdtempSync(join(folder, 'state-'));
    await expect(started(synthesized({ source }), { stateDirectory })).rejects.toThrow(
      /stack vigilant-pipeline, resource \w+ \(AWS::CodePipeline::Pipeline\): Triggers is not emulated/,
    );
    // What was opened is closed again.
    await started(shipped, { stateDirectory });
  });
});
