import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { AssetCatalog } from '../../../lib/local/assembly/asset-catalog';
import { type Clock, systemClock } from '../../../lib/local/clock';
import type { Iam } from '../../../lib/local/iam/iam';
import { createLambda, type Lambda } from '../../../lib/local/lambda/create-lambda';
import type { LogSink } from '../../../lib/local/logs/log-sink';
import { type Call, ServiceError } from '../../../lib/local/service';
import { ManualClock } from '../manual-clock';

const ACCOUNT = '000000000000';
const ROLE = `arn:aws:iam::${ACCOUNT}:role/function-role`;
const call = { region: 'us-west-2', account: ACCOUNT, service: 'lambda', requestId: 'request-1' } as Call;

/** Grants everything but what `denied` names. */
function iam(denied: string[] = []): Iam {
  const principal = {
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/function-role/f`,
    roleArn: ROLE,
    account: ACCOUNT,
  };
  return {
    authorize(_principal, permissions) {
      for (const { action } of permissions)
        if (denied.includes(action))
          throw new ServiceError('AccessDeniedException', `not authorized: ${action}`);
    },
    assumeRole: ({ roleArn, service }) => ({
      principal: { ...principal, roleArn },
      credentials: {
        accessKeyId: `ASIA-${service}`,
        secretAccessKey: 'secret',
        sessionToken: 'token',
        expiration: Date.now() + 12 * 3600 * 1000,
      },
    }),
    identify: () => principal,
    putResourcePolicy: () => undefined,
  };
}

/** What the system tells of a process; nothing when it is gone. */
function readStatus(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/status`, 'utf8');
  } catch {
    return '';
  }
}

describe('Lambda', () => {
  const directory = mkdtempSync(join(tmpdir(), 'lambda-'));
  const written: { location: any; message: string }[] = [];
  const lambdas: Lambda[] = [];
  const lost: string[] = [];
  afterEach(async () => {
    for (const lambda of lambdas.splice(0)) await lambda.close();
    written.length = 0;
    lost.length = 0;
  });
  afterAll(() => rm(directory, { recursive: true }));

  async function deployed(
    code: string,
    properties: object = {},
    options: { iam?: Iam; clock?: Clock; mostWorkers?: number; logs?: LogSink } = {},
  ) {
    writeFileSync(join(directory, 'index.js'), code);
    const assets = {
      find: (bucket: string, key: string) =>
        bucket === 'assets' && key === 'code.zip' ? { path: directory } : undefined,
    } as unknown as AssetCatalog;
    const lambda = createLambda({
      assets,
      iam: options.iam ?? iam(),
      clock: options.clock ?? new ManualClock(Date.now()),
      logs: options.logs ?? {
        async write(location, events) {
          for (const { message } of events) written.push({ location, message });
        },
      },
      endpoint: () => 'http://127.0.0.1:4566',
      projectRoot: join(__dirname, '../../..'),
      path: process.env.PATH ?? '',
      mostWorkers: options.mostWorkers,
      log: (message) => lost.push(message),
    });
    lambdas.push(lambda);
    await deploy(lambda, properties);
    return lambda;
  }
  async function deploy(lambda: Lambda, properties: object) {
    await lambda.providers
      .find(({ type }) => type === 'AWS::Lambda::Function')!
      .deploy({
        stack: 'S',
        logicalId: 'F',
        type: 'AWS::Lambda::Function',
        region: 'us-west-2',
        account: ACCOUNT,
        properties: {
          FunctionName: 'inspect',
          Code: { S3Bucket: 'assets', S3Key: 'code.zip' },
          Handler: 'index.handler',
          Runtime: 'nodejs24.x',
          Role: ROLE,
          ...properties,
        },
      });
  }
  const marker = join(directory, 'running');
  /** Code with which a handler tells {@link untilRunning} that it has come so far, and never ends. */
  const HANG = `require('node:fs').writeFileSync(${JSON.stringify(marker)}, ''); await new Promise(() => setInterval(() => {}, 1000));`;
  async function untilRunning() {
    while (!existsSync(marker)) await systemClock.sleep(10);
    rmSync(marker);
  }
  async function invoke(lambda: Lambda, input: any = {}) {
    const output: any = await lambda.service.operations.Invoke!.handle(
      { FunctionName: 'inspect', ...input },
      call,
    );
    return { ...output, Payload: JSON.parse(output.Payload.toString()) };
  }

  test('what a function has started ends with it, also when its own process ended first', async () => {
    const lambda = await deployed(
      `const child = require('node:child_process').spawn('sleep', ['300'], { stdio: 'ignore' });
       exports.handler = async () => { console.log('child', child.pid); process.exit(3); };`,
    );
    const { Payload } = await invoke(lambda);
    expect(Payload.errorType).toBe('Runtime.ExitError');
    const pid = Number(/child (\d+)/.exec(written.map(({ message }) => message).join('\n'))?.[1]);
    expect(pid).toBeGreaterThan(0);
    const isRunning = () => /^State:\s+[^ZX]/m.test(readStatus(pid));
    // It was sent the signal by now; how soon the system acts on that is up to how busy it is.
    for (const end = Date.now() + 4_000; isRunning() && Date.now() < end; ) await systemClock.sleep(10);
    expect(isRunning()).toBe(false);
  });

  test('once it is closed no process starts any more', async () => {
    const lambda = await deployed('exports.handler = async () => 1;');
    await lambda.close();
    await expect(invoke(lambda)).rejects.toThrow('the runtime is closing');
  });

  test('it is closed when the log of what was under way is written', async () => {
    let isWritten = false;
    const logs = {
      async write() {
        await new Promise(setImmediate);
        isWritten = true;
      },
    };
    const lambda = await deployed(`exports.handler = async () => { ${HANG} };`, {}, { logs });
    const invoked = invoke(lambda);
    await untilRunning();
    await lambda.close();
    expect(isWritten).toBe(true);
    expect((await invoked).FunctionError).toBe('Unhandled');
  });

  test('a handler gets its event, its context and the environment that Lambda gives', async () => {
    const lambda = await deployed(
      `exports.handler = async (event, context) => ({
         event, arn: context.invokedFunctionArn, request: context.awsRequestId,
         time: context.getRemainingTimeInMillis() > 2000, environment: { ...process.env } });`,
      { Environment: { Variables: { DOMAIN: 'packages' } } },
    );
    const { Payload, StatusCode, ExecutedVersion, FunctionError } = await invoke(lambda, {
      Payload: Buffer.from('{"a":1}'),
    });
    expect({ StatusCode, ExecutedVersion, FunctionError }).toEqual({
      StatusCode: 200,
      ExecutedVersion: '$LATEST',
    });
    expect(Payload).toMatchObject({
      event: { a: 1 },
      arn: 'arn:aws:lambda:us-west-2:000000000000:function:inspect',
      request: 'request-1',
      time: true,
      environment: {
        DOMAIN: 'packages',
        AWS_REGION: 'us-west-2',
        AWS_LAMBDA_FUNCTION_NAME: 'inspect',
        AWS_ACCESS_KEY_ID: 'ASIA-lambda.amazonaws.com',
        AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
      },
    });
    expect(Payload.environment).not.toHaveProperty('HOME');
    expect(Payload.environment).not.toHaveProperty('NODE_CHANNEL_FD');
  });

  test('the AWS SDK can be loaded though the bundle leaves it out', async () => {
    const lambda = await deployed(
      `const { CodeartifactClient } = require('@aws-sdk/client-codeartifact');
       exports.handler = async () => typeof CodeartifactClient;`,
    );
    expect((await invoke(lambda)).Payload).toBe('function');
  });

  test('an error is described as the Node runtime describes it', async () => {
    const lambda = await deployed(
      `exports.handler = async () => {
         const error = new Error('region us-west-2: other bytes'); error.name = 'VersionConflict'; throw error; };`,
    );
    const { FunctionError, StatusCode, Payload } = await invoke(lambda);
    expect({ FunctionError, StatusCode }).toEqual({ FunctionError: 'Unhandled', StatusCode: 200 });
    expect(Payload).toEqual({
      errorType: 'VersionConflict',
      errorMessage: 'region us-west-2: other bytes',
      trace: expect.arrayContaining([expect.stringMatching(/^ {4}at /)]),
    });
  });

  test('a worker stays warm, and two invocations at once get two', async () => {
    const lambda = await deployed(
      'let n = 0; exports.handler = async () => { await new Promise((r) => setTimeout(r, 50)); return [process.pid, ++n]; };',
    );
    const [first, second] = await Promise.all([invoke(lambda), invoke(lambda)]);
    expect(first.Payload[0]).not.toBe(second.Payload[0]);
    const third = await invoke(lambda);
    expect([first.Payload[0], second.Payload[0]]).toContain(third.Payload[0]);
    expect(third.Payload[1]).toBe(2);
  });

  const SLOW =
    'exports.handler = async () => { await new Promise((r) => setTimeout(r, 100)); return process.pid; };';

  test('invocations beyond the processes that may run wait for one of them', async () => {
    const lambda = await deployed(SLOW, {}, { mostWorkers: 2 });
    const answers = await Promise.all(Array.from({ length: 9 }, () => invoke(lambda)));
    expect(answers.filter(({ FunctionError }) => FunctionError !== undefined)).toEqual([]);
    expect(new Set(answers.map(({ Payload }) => Payload)).size).toBe(2);
  });

  test('a function in demand does not keep the others from running', async () => {
    const lambda = await deployed(SLOW, {}, { mostWorkers: 1 });
    await deploy(lambda, { FunctionName: 'promote' });
    const ended: string[] = [];
    const run = async (FunctionName: string) => {
      await invoke(lambda, { FunctionName });
      ended.push(FunctionName);
    };
    await Promise.all(['inspect', 'inspect', 'promote', 'inspect', 'inspect'].map(run));
    expect(ended).toEqual(['inspect', 'inspect', 'promote', 'inspect', 'inspect']);
  });

  test('an invocation that has waited for half of its time is throttled, and never runs', async () => {
    const waits: number[] = [];
    const clock: Clock = {
      now: systemClock.now,
      sleep: (milliseconds, signal) => {
        waits.push(milliseconds);
        return systemClock.sleep(milliseconds === 30_000 ? 500 : milliseconds, signal);
      },
    };
    const options = { mostWorkers: 1, clock };
    const lambda = await deployed(SLOW.replace('100', '2000'), { Timeout: 60 }, options);
    const first = invoke(lambda);
    await expect(invoke(lambda)).rejects.toMatchObject({ code: 'TooManyRequestsException' });
    expect((await first).FunctionError).toBeUndefined();
    expect(waits).toContain(30_000);
    expect(written.filter(({ message }) => message.startsWith('START'))).toHaveLength(1);
  });

  test('a function over its time is killed and told as timed out; the next invocation starts afresh', async () => {
    const clock = new ManualClock(Date.now());
    const code = `exports.handler = async (event) => { if (event.hang) { ${HANG} } return 'fine'; };`;
    const lambda = await deployed(code, { Timeout: 5 }, { clock });
    const invoked = invoke(lambda, { Payload: '{"hang":true}' });
    await untilRunning();
    await clock.advance(5_000);
    const { FunctionError, Payload } = await invoked;
    expect(FunctionError).toBe('Unhandled');
    expect(Payload).toEqual({
      errorType: 'Sandbox.Timedout',
      errorMessage: 'RequestId: request-1 Error: Task timed out after 5.00 seconds',
    });
    expect((await invoke(lambda)).Payload).toBe('fine');
  });

  test.each([
    ['a missing handler', 'exports.other = 1;', 'Runtime.HandlerNotFound'],
    [
      'a missing module',
      "require('not-there'); exports.handler = async () => 1;",
      'Runtime.ImportModuleError',
    ],
    ['bad syntax', 'exports.handler = async () => {', 'Runtime.UserCodeSyntaxError'],
    ['a process that ends', 'exports.handler = async () => process.exit(3);', 'Runtime.ExitError'],
  ])('%s is told by its error type', async (_what, code, errorType) => {
    expect((await invoke(await deployed(code))).Payload.errorType).toBe(errorType);
  });

  test('what the function writes is framed and kept in its log group', async () => {
    const lambda = await deployed("exports.handler = async () => { console.warn('slow %s', 'region'); };", {
      LoggingConfig: { LogGroup: '/vigilant/inspect' },
    });
    const { LogResult } = await invoke(lambda, { LogType: 'Tail' });
    expect(written[0]!.location).toMatchObject({ region: 'us-west-2', group: '/vigilant/inspect' });
    expect(written.map(({ message }) => message)).toEqual([
      'START RequestId: request-1 Version: $LATEST',
      expect.stringMatching(/Z\trequest-1\tWARN\tslow region$/),
      'END RequestId: request-1',
      expect.stringMatching(/^REPORT RequestId: request-1\tDuration: /),
    ]);
    expect(Buffer.from(LogResult, 'base64').toString()).toContain('slow region');
  });

  test('a line of any length is one event, in the log of the invocation that wrote it', async () => {
    const lambda = await deployed(
      `exports.handler = async ({ n }) => {
         process.stderr.write('é'.repeat(150_000) + '\\n');
         process.stdout.write('x'.repeat(300_000) + '\\n');
         process.stdout.write('z' + n); };`,
    );
    for (let n = 0; n < 20; n++) {
      await invoke(lambda, { Payload: JSON.stringify({ n }) });
      const messages = written.splice(0).map(({ message }) => message);
      expect(messages.slice(1, -2).sort()).toEqual(['x'.repeat(300_000), `z${n}`, 'é'.repeat(150_000)]);
    }
  });

  test.each([
    ['a process wrote before it ended', 'process.exit(1)', false],
    ['a function wrote before its time was over', HANG, true],
  ])('what %s is in the log', async (_what, then, isOver) => {
    const code = `exports.handler = async () => { process.stdout.write('one\\ntw'); process.stdout.write('o'); ${then}; };`;
    const clock = new ManualClock(Date.now());
    const lambda = await deployed(code, {}, { clock });
    const invoked = invoke(lambda);
    if (isOver) {
      await untilRunning();
      await clock.advance(5_000);
    }
    await invoked;
    expect(written.slice(1, 3).map(({ message }) => message)).toEqual(['one', 'two']);
  });

  test('in JSON format each line is an object, and levels below the lowest are left out', async () => {
    const lambda = await deployed(
      "exports.handler = async () => { console.debug('no'); console.info('yes', 1); };",
      {
        LoggingConfig: { LogFormat: 'JSON', ApplicationLogLevel: 'INFO', SystemLogLevel: 'WARN' },
      },
    );
    await invoke(lambda);
    expect(written.map(({ message }) => JSON.parse(message))).toEqual([
      { timestamp: expect.any(String), level: 'INFO', requestId: 'request-1', message: 'yes 1' },
    ]);
  });

  test('a role without the right to write logs loses them, and the user is told', async () => {
    const lambda = await deployed(
      'exports.handler = async () => 1;',
      {},
      { iam: iam(['logs:PutLogEvents']) },
    );
    await invoke(lambda);
    expect(written).toEqual([]);
    expect(lost).toEqual([expect.stringContaining('log of function inspect is lost')]);
  });

  test('the answer does not wait for the log, and a log that cannot be written is told', async () => {
    let refuse: (reason: Error) => void = () => undefined;
    const logs = { write: () => new Promise<void>((_, reject) => (refuse = reject)) };
    const lambda = await deployed('exports.handler = async () => 1;', {}, { logs });
    expect((await invoke(lambda)).Payload).toBe(1);
    refuse(new Error('disk full'));
    await new Promise(setImmediate);
    expect(lost).toEqual(['the log of function inspect is lost: disk full']);
  });

  test('names, partial ARNs and qualifiers name the function; the permission is asked with the qualifier', async () => {
    const lambda = await deployed('exports.handler = async () => 1;');
    const { permissions } = lambda.service.operations.Invoke!;
    const arn = 'arn:aws:lambda:us-west-2:000000000000:function:inspect';
    expect(permissions({ FunctionName: 'inspect' }, call)).toEqual([
      { action: 'lambda:InvokeFunction', resource: arn },
    ]);
    expect(permissions({ FunctionName: `${arn}:$LATEST` }, call)).toEqual([
      { action: 'lambda:InvokeFunction', resource: `${arn}:$LATEST` },
    ]);
    expect((await invoke(lambda, { FunctionName: '000000000000:function:inspect' })).Payload).toBe(1);
    await expect(invoke(lambda, { Qualifier: 'live' })).rejects.toMatchObject({
      code: 'ResourceNotFoundException',
      message: `Function not found: ${arn}:live`,
    });
  });

  test('a payload that is not JSON is refused', async () => {
    const lambda = await deployed('exports.handler = async () => 1;');
    await expect(invoke(lambda, { Payload: Buffer.from('{') })).rejects.toMatchObject({
      code: 'InvalidRequestContentException',
    });
  });

  test('a property or variable that cannot be set is refused by name', async () => {
    await expect(deployed('', { Layers: ['x'] })).rejects.toThrow(/Layers is not emulated/);
    await expect(deployed('', { Environment: { Variables: { AWS_REGION: 'x' } } })).rejects.toThrow(
      /AWS_REGION/,
    );
    await expect(deployed('', { Runtime: 'python3.13' })).rejects.toThrow(/python3.13/);
  });
});
