import { ServiceError } from '../../../lib/local/service';
import { ROLE, serviceBench } from './service-bench';
import { outline, START, settled } from './workbench';

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
    const { run, builds, asked } = await serviceBench();
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
    const { run, builds } = await serviceBench();
    builds.status = 'FAILED';
    const { error, cause } = await run(task, { package: 'p' });
    expect(error).toBe('States.TaskFailed');
    expect(JSON.parse(cause).Build).toMatchObject({ Id: 'publish:1', BuildStatus: 'FAILED' });
  });

  test.each([
    ['hears of its end by its event, at once', true],
    ['finds its end by looking when the event is lost', false],
  ])('a build that is running: %s', async (_, isDelivered) => {
    const { api, create, builds, bus, clock } = await serviceBench();
    const { stateMachineArn } = await create({
      StartAt: 'T',
      States: { T: { Type: 'Task', End: true, ...task } },
    });
    const { executionArn } = await api('StartExecution', { stateMachineArn, input: '{"package":"p"}' });
    const status = async () => (await api('DescribeExecution', { executionArn })).status;
    await settled();
    builds.status = 'SUCCEEDED';
    const event = { source: 'aws.codebuild', 'detail-type': 'CodeBuild Build State Change' };
    const other = 'arn:aws:codebuild:us-east-1:000000000000:build/publish:2';
    bus.publish({ ...event, resources: [other] });
    await settled();
    expect(await status()).toBe('RUNNING');
    if (isDelivered) bus.publish({ ...event, resources: [other.replace(/2$/, '1')] });
    else await clock.advance(1_000);
    await settled();
    expect(await status()).toBe('SUCCEEDED');
  });

  test('waits while CodeBuild does not answer', async () => {
    const { run, builds, faults } = await serviceBench();
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
    const { run, denied } = await serviceBench();
    denied.add('events:PutRule');
    const { error, cause } = await run(task, { package: 'p' });
    expect(error).toBe('States.TaskFailed');
    expect(cause).toContain(`'${ROLE}' is not authorized to create managed-rule`);
  });

  test('stops the build when the execution is stopped', async () => {
    const { api, create, builds } = await serviceBench();
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
    const { run } = await serviceBench({
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
    const { run } = await serviceBench({
      Invoke: () => ({ StatusCode: 200, FunctionError: 'Unhandled', Payload: Buffer.from(payload) }),
    });
    expect(await run(task)).toMatchObject({ error: 'VersionConflict', cause: payload });
  });

  test('words errors of Lambda itself as the service does', async () => {
    const { run } = await serviceBench({
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
  test('arguments that the service does not have, or lacks, fail the execution before the task is scheduled', async () => {
    const { run } = await serviceBench();
    const { error, cause, events } = await run({
      Resource: 'arn:aws:states:::dynamodb:getItem',
      Arguments: '{% {"Foo": 1, "Key": {}} %}',
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    });
    expect(error).toBe('States.Runtime');
    expect(cause).toBe(
      `An error occurred while executing the state 'T' (entered at the event id #2). The Parameters '{"Foo":1,"Key":{}}' could not be used to start the Task: [The field "Foo" is not supported by Step Functions, The field "TableName" is required but was missing]`,
    );
    expect(outline(events)).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered',
      '3<-2 ExecutionFailed',
    ]);
  });

  test('a failed condition of DynamoDB has the name of its kind of integration', async () => {
    const UpdateItem = () => {
      throw new ServiceError('ConditionalCheckFailedException', 'The conditional request failed');
    };
    const Arguments = { TableName: 't', Key: { id: { S: 'a' } } };
    const optimized = await (await serviceBench({ UpdateItem })).run({
      Resource: 'arn:aws:states:::dynamodb:updateItem',
      Arguments,
    });
    expect(optimized.error).toBe('DynamoDB.ConditionalCheckFailedException');
    const sdk = await (await serviceBench({ UpdateItem })).run({
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
    const { run } = await serviceBench({ Scan });
    const { error } = await run({
      Resource: 'arn:aws:states:::aws-sdk:dynamodb:scan',
      Arguments: { TableName: 'ttt' },
    });
    expect(error).toBe('DynamoDb.DynamoDbException');
  });

  test('a broken connection is the error of the SDK', async () => {
    const { run, faults } = await serviceBench();
    faults.add({ operation: 'Publish', effect: { kind: 'reset' } });
    const { error } = await run({
      Resource: 'arn:aws:states:::sns:publish',
      Arguments: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'm' },
    });
    expect(error).toBe('SNS.SdkClientException');
  });

  test('faults are told which state makes a call', async () => {
    const { run, faults } = await serviceBench();
    const asked = jest.spyOn(faults, 'hit');
    await run({
      Resource: 'arn:aws:states:::sns:publish',
      Arguments: { TopicArn: 'arn:aws:sns:us-east-1:000000000000:t', Message: 'm' },
    });
    expect(asked).toHaveBeenCalledWith(expect.objectContaining({ operation: 'Publish', purpose: 'T' }));
  });

  test('an object’s body is text and its times are ISO 8601', async () => {
    const { run } = await serviceBench({
      GetObject: () => ({ Body: Buffer.from('{"a":1}'), LastModified: new Date(START), ContentLength: 7 }),
    });
    const { output } = await run({
      Resource: 'arn:aws:states:::aws-sdk:s3:getObject',
      Arguments: { Bucket: 'bbb', Key: 'k' },
    });
    expect(output).toEqual({ Body: '{"a":1}', LastModified: '2026-01-02T03:04:05.000Z', ContentLength: 7 });
  });

  test('a missing object is S3.NoSuchKeyException', async () => {
    const { run } = await serviceBench({
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
    const { run } = await serviceBench({
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
    const { run, create, api } = await serviceBench();
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
