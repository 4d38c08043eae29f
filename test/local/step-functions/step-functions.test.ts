import { resolve } from 'node:path';
import { createFaults } from '../../../lib/local/http/create-faults';
import { createGateway } from '../../../lib/local/http/create-gateway';
import { findModelDirectory } from '../../../lib/local/http/model/find-model-directory';
import type { Iam } from '../../../lib/local/iam/iam';
import {
  type Operation,
  type Permission,
  type Principal,
  type Service,
  ServiceError,
} from '../../../lib/local/service';
import { createStepFunctions } from '../../../lib/local/step-functions/create-step-functions';
import { openStore } from '../../../lib/local/storage/store';
import { ManualClock } from '../events/manual-clock';
import { outline, START, settled } from './workbench';

const modelDirectory = findModelDirectory(resolve(__dirname, '../../..'), process.env);
const OPERATOR: Principal = { arn: 'arn:aws:iam::000000000000:user/operator', account: '000000000000' };
const ROLE = 'arn:aws:iam::000000000000:role/machine';
const operation = (handle: Operation['handle']): Operation => ({ permissions: () => [], handle });

interface Builds {
  status: string;
  input?: any;
  stopped: string[];
}

function buildOf(builds: Builds) {
  return {
    id: 'publish:1',
    arn: 'arn:aws:codebuild:us-east-1:000000000000:build/publish:1',
    buildComplete: builds.status !== 'IN_PROGRESS',
    buildStatus: builds.status,
    startTime: new Date(START),
    environment: {
      type: 'LINUX_CONTAINER',
      image: 'i',
      computeType: 'BUILD_GENERAL1_SMALL',
      environmentVariables: [{ name: 'PACKAGE', value: 'p', type: 'PLAINTEXT' }],
    },
  };
}

/** The runtime's own gateway with services that a test scripts. */
async function bench(handlers: Readonly<Record<string, Operation['handle']>> = {}) {
  const store = await openStore();
  const clock = new ManualClock(START);
  const faults = createFaults();
  const builds: Builds = { status: 'IN_PROGRESS', stopped: [] };
  const denied = new Set<string>();
  const asked: { principal: Principal; action: string; resource: string }[] = [];
  const iam = {
    authorize(principal: Principal, permissions: readonly Permission[]) {
      for (const { action, resource } of permissions) {
        asked.push({ principal, action, resource });
        if (denied.has(action))
          throw new ServiceError('AccessDeniedException', `not authorized to perform: ${action}`);
      }
    },
    assumeRole: ({ roleArn, service }: { roleArn: string; service: string }) => ({
      principal: { arn: `${roleArn}/${service}`, roleArn, account: '000000000000' },
      credentials: {},
    }),
  } as unknown as Iam;
  const model = (name: string, names: readonly string[]): Service => ({
    model: name,
    operations: Object.fromEntries(
      names.map((each) => [each, operation((input, call) => (handlers[each] ?? (() => ({})))(input, call))]),
    ),
  });
  const codebuild: Service = {
    model: 'codebuild',
    operations: {
      StartBuild: operation((input) => {
        builds.input = input;
        return { build: buildOf(builds) };
      }),
      BatchGetBuilds: operation(() => ({ builds: [buildOf(builds)] })),
      StopBuild: operation(({ id }) => {
        builds.stopped.push(id);
        return { build: buildOf({ ...builds, status: 'STOPPED' }) };
      }),
    },
  };
  const services: Service[] = [
    codebuild,
    model('lambda', ['Invoke']),
    model('s3', ['GetObject']),
    model('dynamodb', ['UpdateItem', 'Scan', 'GetItem']),
    model('events', ['PutEvents']),
    model('sns', ['Publish']),
  ];
  const gateway = createGateway({ services, iam, faults, clock, account: '000000000000', modelDirectory });
  const published: any[] = [];
  const bus = { publish: (event: unknown) => void published.push(event) };
  const sfn = createStepFunctions({
    store,
    gateway,
    iam,
    bus,
    clock,
    account: '000000000000',
    modelDirectory,
  });
  services.push(sfn.service);
  const api = (name: string, input: object) =>
    gateway.invoke({
      service: 'stepfunctions',
      operation: name,
      region: 'us-east-1',
      principal: OPERATOR,
      input,
    });
  const create = async (definition: object, name = 'machine') =>
    api('CreateStateMachine', {
      name,
      roleArn: ROLE,
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
    });
  const ended = async (executionArn: string) => {
    for (let turn = 0; turn < 50; turn++) {
      const found = await api('DescribeExecution', { executionArn });
      if (found.status !== 'RUNNING') return found;
      await clock.advance(1000);
    }
    throw new Error('the execution does not end');
  };
  const run = async (task: object, input: unknown = {}) => {
    const { stateMachineArn } = await create({
      StartAt: 'T',
      States: { T: { Type: 'Task', End: true, ...task } },
    });
    const { executionArn } = await api('StartExecution', { stateMachineArn, input: JSON.stringify(input) });
    const found = await ended(executionArn);
    const { events } = await api('GetExecutionHistory', { executionArn });
    return { ...found, output: found.output && JSON.parse(found.output), events };
  };
  return { sfn, api, create, run, ended, builds, faults, denied, asked, clock, published };
}

describe('codebuild:startBuild.sync', () => {
  const task = {
    Resource: 'arn:aws:states:::codebuild:startBuild.sync',
    Arguments: {
      ProjectName: 'publish',
      SourceTypeOverride: 'S3',
      EnvironmentVariablesOverride: [{ Name: 'PACKAGE', Value: '{% $states.input.package %}' }],
    },
  };

  test('starts the build in the service’s own words and gives it back in PascalCase', async () => {
    const { run, builds, asked } = await bench();
    builds.status = 'SUCCEEDED';
    const { output, events } = await run(task, { package: 'p' });
    expect(builds.input).toMatchObject({
      projectName: 'publish',
      sourceTypeOverride: 'S3',
      environmentVariablesOverride: [{ name: 'PACKAGE', value: 'p' }],
    });
    expect(output).toEqual({
      Build: {
        Id: 'publish:1',
        Arn: 'arn:aws:codebuild:us-east-1:000000000000:build/publish:1',
        BuildComplete: true,
        BuildStatus: 'SUCCEEDED',
        StartTime: START,
        Environment: {
          Type: 'LINUX_CONTAINER',
          Image: 'i',
          ComputeType: 'BUILD_GENERAL1_SMALL',
          EnvironmentVariables: [{ Name: 'PACKAGE', Value: 'p', Type: 'PLAINTEXT' }],
        },
      },
    });
    expect(outline(events)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered',
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskSubmitted',
      '6<-5 TaskSucceeded',
      '7<-6 TaskStateExited',
      '8<-7 ExecutionSucceeded',
    ]);
    expect(events[2].taskScheduledEventDetails).toMatchObject({
      resourceType: 'codebuild',
      resource: 'startBuild.sync',
      region: 'us-east-1',
    });
    expect(asked.find(({ action }) => action === 'events:PutRule')?.principal.roleArn).toBe(ROLE);
  });

  test('fails with the build as cause when the build fails', async () => {
    const { run, builds } = await bench();
    builds.status = 'FAILED';
    const { error, cause } = await run(task, { package: 'p' });
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause).Build).toMatchObject({ Id: 'publish:1', BuildStatus: 'FAILED' });
  });

  test('waits while CodeBuild does not answer', async () => {
    const { run, builds, faults } = await bench();
    builds.status = 'SUCCEEDED';
    faults.add({ operation: 'BatchGetBuilds', times: 2, effect: { kind: 'reset' } });
    faults.add({
      operation: 'BatchGetBuilds',
      times: 1,
      effect: { kind: 'error', status: 503, code: 'Unavailable' },
    });
    expect((await run(task, { package: 'p' })).status).toBe('SUCCEEDED');
  });

  test('is refused without the right to manage the rule that AWS needs', async () => {
    const { run, denied } = await bench();
    denied.add('events:PutRule');
    const { error, cause } = await run(task, { package: 'p' });
    expect(error).toBe('States.TaskFailed');
    expect(cause).toContain(`'${ROLE}' is not authorized to create managed-rule`);
  });

  test('stops the build when the execution is stopped', async () => {
    const { api, create, builds } = await bench();
    const { stateMachineArn } = await create({
      StartAt: 'T',
      States: { T: { Type: 'Task', End: true, ...task } },
    });
    const { executionArn } = await api('StartExecution', { stateMachineArn, input: '{"package":"p"}' });
    await settled();
    await api('StopExecution', { executionArn, cause: 'enough' });
    await settled();
    expect(builds.stopped).toEqual(['publish:1']);
    expect(await api('DescribeExecution', { executionArn })).toMatchObject({
      status: 'ABORTED',
      cause: 'enough',
    });
  });
});

describe('lambda:invoke', () => {
  const task = {
    Resource: 'arn:aws:states:::lambda:invoke',
    Arguments: { FunctionName: 'work', Payload: { in: '{% $states.input %}' } },
  };

  test('gives what the function returns as Payload', async () => {
    const { run } = await bench({
      Invoke: ({ Payload }) => ({ StatusCode: 200, ExecutedVersion: '$LATEST', Payload }),
    });
    expect((await run(task, 5)).output).toMatchObject({
      ExecutedVersion: '$LATEST',
      Payload: { in: 5 },
      SdkHttpMetadata: { HttpStatusCode: 200, HttpHeaders: { 'X-Amz-Executed-Version': '$LATEST' } },
      StatusCode: 200,
    });
  });

  test('fails with the error type of the function, and all it returned as cause', async () => {
    const payload = '{"errorType": "VersionConflict", "errorMessage": "taken"}';
    const { run } = await bench({
      Invoke: () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(payload) }),
    });
    expect(await run(task)).toMatchObject({ error: 'VersionConflict', cause: payload });
  });

  test('words errors of Lambda itself as the service does', async () => {
    const { run } = await bench({
      Invoke: () => {
        throw new ServiceError('ResourceNotFoundException', 'Function not found: work', { Type: 'User' });
      },
    });
    const { error, cause } = await run(task);
    expect(error).toBe('Lambda.ResourceNotFoundException');
    expect(cause).toMatch(
      /^Function not found: work \(Service: AWSLambda; Status Code: 404; Error Code: ResourceNotFoundException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    );
  });
});

describe('other integrations', () => {
  test('a failed condition of DynamoDB has the name of its kind of integration', async () => {
    const UpdateItem = () => {
      throw new ServiceError('ConditionalCheckFailedException', 'The conditional request failed');
    };
    const Arguments = { TableName: 't', Key: { id: { S: 'a' } } };
    const optimized = await (await bench({ UpdateItem })).run({
      Resource: 'arn:aws:states:::dynamodb:updateItem',
      Arguments,
    });
    expect(optimized.error).toBe('DynamoDB.ConditionalCheckFailedException');
    const sdk = await (await bench({ UpdateItem })).run({
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:updateItem',
      Arguments,
    });
    expect(sdk.error).toBe('DynamoDb.ConditionalCheckFailedException');
    expect(sdk.cause).toMatch(
      /^The conditional request failed \(Service: DynamoDb, Status Code: 400, Request ID: .{36}\) \(SDK Attempt Count: 1\)$/,
    );
  });

  test('an error that the service model does not name is the generic one', async () => {
    const Scan = () => {
      throw new ServiceError('ValidationException', 'bad');
    };
    const { run } = await bench({ Scan });
    const { error } = await run({
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:scan',
      Arguments: { TableName: 'ttt' },
    });
    expect(error).toBe('DynamoDb.DynamoDbException');
  });

  test('a broken connection is the error of the SDK', async () => {
    const { run, faults } = await bench();
    faults.add({ operation: 'Publish', effect: { kind: 'reset' } });
    const { error } = await run({
      Resource: 'arn:aws:states:::sns:publish',
      Arguments: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'm' },
    });
    expect(error).toBe('SNS.SdkClientException');
  });

  test('an object’s body is text and its times are ISO 8601', async () => {
    const { run } = await bench({
      GetObject: () => ({ Body: Buffer.from('{"a":1}'), LastModified: new Date(START), ContentLength: 7 }),
    });
    const { output } = await run({
      Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      Arguments: { Bucket: 'bbb', Key: 'k' },
    });
    expect(output).toEqual({ Body: '{"a":1}', LastModified: '2026-01-02T03:04:05.000Z', ContentLength: 7 });
  });

  test('a missing object is S3.NoSuchKeyException', async () => {
    const { run } = await bench({
      GetObject: () => {
        throw new ServiceError('NoSuchKey', 'The specified key does not exist.');
      },
    });
    const { error } = await run({
      Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      Arguments: { Bucket: 'bbb', Key: 'k' },
    });
    expect(error).toBe('S3.NoSuchKeyException');
  });

  test('an event that EventBridge refuses fails the task', async () => {
    const { run } = await bench({
      PutEvents: () => ({
        FailedEntryCount: 1,
        Entries: [{ ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' }],
      }),
    });
    const { error, cause } = await run({
      Resource: 'arn:aws:states:::events:putEvents',
      Arguments: { Entries: [{ Detail: {} }] },
    });
    expect(error).toBe('EventBridge.FailedEntry');
    expect(JSON.parse(cause)).toMatchObject({ FailedEntryCount: 1 });
  });

  test('members of an answer are in PascalCase, whatever the service calls them', async () => {
    const { run, create, api } = await bench();
    const { stateMachineArn } = await create({ StartAt: 'S', States: { S: { Type: 'Succeed' } } }, 'other');
    await api('StartExecution', { stateMachineArn, name: 'one' });
    const { output } = await run({
      Resource: 'arn:aws:states:::aws-sdk:sfn:listExecutions',
      Arguments: { StateMachineArn: stateMachineArn },
    });
    expect(output.Executions).toMatchObject([
      { Name: 'one', StartDate: '2026-01-02T03:04:05.000Z', RedriveCount: 0 },
    ]);
  });
});

describe('the API', () => {
  const wait = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1000, End: true } } };

  test('lists executions, latest first, page by page and by status', async () => {
    const { api, create, clock } = await bench();
    const { stateMachineArn } = await create(wait);
    for (const name of ['a', 'b', 'c']) {
      await api('StartExecution', { stateMachineArn, name });
      await clock.advance(1000);
    }
    await api('StopExecution', { executionArn: `${stateMachineArn.replace('stateMachine', 'execution')}:b` });
    const first = await api('ListExecutions', { stateMachineArn, maxResults: 2 });
    const second = await api('ListExecutions', {
      stateMachineArn,
      maxResults: 2,
      nextToken: first.nextToken,
    });
    const names = (page: any) => page.executions.map(({ name }: any) => name);
    expect([names(first), names(second), second.nextToken]).toEqual([['c', 'b'], ['a'], undefined]);
    expect(names(await api('ListExecutions', { stateMachineArn, statusFilter: 'ABORTED' }))).toEqual(['b']);
    await expect(api('ListExecutions', { stateMachineArn, nextToken: 'made-up' })).rejects.toMatchObject({
      code: 'InvalidToken',
    });
  });

  test('gives the history page by page, in both directions, and without payloads if asked', async () => {
    const { api, create, ended } = await bench();
    const { stateMachineArn } = await create({
      StartAt: 'A',
      States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', End: true } },
    });
    const { executionArn } = await api('StartExecution', { stateMachineArn, input: '{"secret":1}' });
    await ended(executionArn);
    const read = async (options: object) => {
      const ids: number[] = [];
      for (let nextToken: string | undefined; ; ) {
        const page = await api('GetExecutionHistory', { executionArn, maxResults: 2, nextToken, ...options });
        expect(page.events.length).toBeLessThanOrEqual(2);
        ids.push(...page.events.map(({ id }: any) => id));
        nextToken = page.nextToken;
        if (nextToken === undefined) return ids;
      }
    };
    expect(await read({})).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await read({ reverseOrder: true })).toEqual([6, 5, 4, 3, 2, 1]);
    const { events } = await api('GetExecutionHistory', { executionArn, includeExecutionData: false });
    expect(JSON.stringify(events)).not.toContain('secret');
  });

  test('an execution keeps the definition that it was started with', async () => {
    const { api, create } = await bench();
    const { stateMachineArn } = await create(wait);
    const { executionArn } = await api('StartExecution', { stateMachineArn });
    await api('UpdateStateMachine', {
      stateMachineArn,
      definition: JSON.stringify({
        QueryLanguage: 'JSONata',
        StartAt: 'S',
        States: { S: { Type: 'Succeed' } },
      }),
    });
    const of = await api('DescribeStateMachineForExecution', { executionArn });
    expect(JSON.parse(of.definition).StartAt).toBe('W');
    expect(JSON.parse((await api('DescribeStateMachine', { stateMachineArn })).definition).StartAt).toBe('S');
  });

  test.each([
    ['StartExecution', { input: 'not json' }, 'InvalidExecutionInput'],
    ['StartExecution', { input: '' }, 'InvalidExecutionInput'],
    ['StartExecution', { name: 'a b' }, 'InvalidName'],
    [
      'StartExecution',
      { stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:none' },
      'StateMachineDoesNotExist',
    ],
    ['StartExecution', { stateMachineArn: 'nonsense' }, 'InvalidArn'],
    ['DescribeExecution', { executionArn: 'nonsense' }, 'InvalidArn'],
    [
      'DescribeExecution',
      { executionArn: 'arn:aws:states:us-east-1:000000000000:execution:machine:none' },
      'ExecutionDoesNotExist',
    ],
    [
      'StopExecution',
      { executionArn: 'arn:aws:states:us-east-1:000000000000:express:machine:none' },
      'InvalidArn',
    ],
  ])('%s refuses %j with %s', async (name, input, code) => {
    const { api, create } = await bench();
    const { stateMachineArn } = await create(wait);
    const rest = name === 'StartExecution' ? { stateMachineArn } : {};
    await expect(api(name, { ...rest, ...input })).rejects.toMatchObject({ code });
  });

  test('creating the same state machine again gives the same one, another one of that name is refused', async () => {
    const { create } = await bench();
    const first = await create(wait);
    expect(await create(wait)).toEqual(first);
    await expect(create({ ...wait, Comment: 'other' })).rejects.toMatchObject({
      code: 'StateMachineAlreadyExists',
    });
  });

  test('every operation asks for the right on the resource that it touches', async () => {
    const { api, create, asked } = await bench();
    const { stateMachineArn } = await create(wait);
    const { executionArn } = await api('StartExecution', { stateMachineArn, name: 'n' });
    await api('DescribeExecution', { executionArn });
    expect(asked.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      `states:CreateStateMachine ${stateMachineArn}`,
      `iam:PassRole ${ROLE}`,
      `states:StartExecution ${stateMachineArn}`,
      `states:DescribeExecution ${executionArn}`,
    ]);
  });
});

describe('AWS::StepFunctions::StateMachine', () => {
  const resource = (properties: object) => ({
    stack: 's',
    logicalId: 'Machine',
    type: 'AWS::StepFunctions::StateMachine',
    region: 'us-east-1',
    account: '000000000000',
    properties: { RoleArn: ROLE, ...properties },
  });

  test('puts the substitutions into the definition', async () => {
    const { sfn, api } = await bench();
    const deployed = await sfn.providers[0]?.deploy(
      resource({
        StateMachineName: 'machine',
        DefinitionString:
          '{"QueryLanguage":"JSONata","StartAt":"F","States":{"F":{"Type":"Fail","Error":"${Name}","Cause":"${Kept}"}}}',
        DefinitionSubstitutions: { Name: 'Put' },
      }),
    );
    expect(deployed?.ref).toBe('arn:aws:states:us-east-1:000000000000:stateMachine:machine');
    const { definition } = await api('DescribeStateMachine', { stateMachineArn: deployed?.ref });
    expect(JSON.parse(definition).States.F).toEqual({ Type: 'Fail', Error: 'Put', Cause: '${Kept}' });
  });

  test('refuses what is not emulated by its name', async () => {
    const { sfn } = await bench();
    const deploy = async (properties: object) => sfn.providers[0]?.deploy(resource(properties));
    await expect(deploy({ DefinitionS3Location: {} })).rejects.toThrow(
      'DefinitionS3Location is not emulated',
    );
    await expect(
      deploy({ DefinitionString: '{"StartAt":"S","States":{"S":{"Type":"Succeed"}}}' }),
    ).rejects.toThrow('the query language JSONPath');
  });
});
