import { join } from 'node:path';
import { addPagedData, writePagedAssembly } from '../local/http/api-shapes/paged-data';
import { ACCOUNT, ClientWorld } from './client-world';

let world: ClientWorld;
/** What boto3_calls.py prints: the keyring of CodeArtifact has brought boto3 into the environment of twine 6. */
let results: Record<string, any>;

beforeAll(async () => {
  world = await ClientWorld.open((directory) => writePagedAssembly(directory, ACCOUNT));
  const invoke = (service: string, operation: string, input: object) =>
    world.invoke(service, operation, input);
  await addPagedData(invoke, world.url, ACCOUNT);
  results = JSON.parse(await world.run('twine-6', 'python', [join(__dirname, 'boto3_calls.py')]));
});
afterAll(() => world?.close());

test('a paginator of each service reads every page', () => {
  expect(results['lists']).toEqual({
    s3: [2, 2],
    dynamodb: [3, 2],
    lambda: [2, 2],
    stepfunctions: [2, 2],
    codebuild: [2, 101],
    codeartifact: [2, 2],
    codepipeline: [2, 2],
    logs: [2, 2],
    events: [4, 4],
    sns: [2, 102],
    codecommit: [1, 1],
  });
});

test('each service has an exception caught by the class of its client', () => {
  expect(results['errors']).toEqual({
    's3 NoSuchKey': 404,
    'dynamodb ResourceNotFoundException': 400,
    'lambda ResourceNotFoundException': 404,
    'stepfunctions ExecutionDoesNotExist': 400,
    'codebuild ResourceNotFoundException': 400,
    'codeartifact ResourceNotFoundException': 404,
    'codepipeline PipelineNotFoundException': 400,
    'logs ResourceAlreadyExistsException': 400,
    'events ResourceNotFoundException': 400,
    'sns NotFoundException': 404,
    'codecommit RepositoryDoesNotExistException': 400,
  });
});

test('exceptions have the members of the model, and what is not emulated is refused by its name', () => {
  expect(results['members']).toEqual([
    { pk: { S: 'p' }, sk: { S: '1' } },
    ['domain', 'none'],
    'UnknownOperationException',
  ]);
});

test('a caller learns who it is, and that a role does not trust it', () => {
  expect(results['identity']).toEqual([`arn:aws:iam::${ACCOUNT}:user/operator`, 'AccessDenied']);
});

test('waiters end when what they wait for is there, or gone', () => {
  expect(results['waiters']).toEqual([
    'bucket_exists',
    'bucket_not_exists',
    'object_exists',
    'object_not_exists',
    'table_exists',
    'table_not_exists',
    'function_exists',
    'function_active_v2',
    'function_updated_v2',
    'function_active',
    'function_updated',
  ]);
});

test('bytes go up in parts and as a stream, and come down whole', () => {
  const whole = { downloaded: true, whole: true, presigned: true, asset: true };
  expect(results['streams']).toEqual({ parts: '3', 'signature version 2': '400 True', ...whole });
});

test('the resources of S3 and DynamoDB keep types and keys', () => {
  expect(results['resources']).toEqual({
    item: ['1.5', ['a', 'b'], ['1', 'None']],
    keys: ['deep/er'],
    text: 'text',
  });
});

test('functions, executions, builds and pipelines are run and described, times as times', () => {
  expect(results['runs']).toEqual({
    answer: 'hello',
    execution: 'SUCCEEDED',
    build: 'IN_PROGRESS',
    stages: 4,
    messages: ['line 1', 'line 2'],
    times: true,
  });
});
