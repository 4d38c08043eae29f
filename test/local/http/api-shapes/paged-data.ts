import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256, upload, wheel } from '../../codeartifact/distributions';
import { pipelineResources } from '../../codepipeline/pipeline-resources';
import { writeSmallAssembly } from '../../runtime/small-assembly';

/** Calls an operation as the operator. */
export type Invoke = (service: string, operation: string, input: object) => Promise<any>;

/** One more than fits a page of the services that choose its size themselves. */
const MORE_THAN_A_PAGE = 101;

/** An assembly with several resources of each kind that only templates create. */
export function writePagedAssembly(directory: string, account: string): string {
  writeSmallAssembly(directory);
  const file = join(directory, 'Stack.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  const pipeline = pipelineResources(account);
  const copy = (resource: any, properties: object) => ({
    ...resource,
    Properties: { ...resource.Properties, ...properties },
  });
  const resources: Record<string, unknown> = {
    ...template.Resources,
    ...pipeline,
    SecondFunction: copy(template.Resources.Function, { FunctionName: 'second' }),
    SecondPipeline: copy(pipeline.Pipeline, { Name: 'second' }),
    FirstRule: rule('first', account),
    SecondRule: rule('second', account),
  };
  for (let i = 0; i < MORE_THAN_A_PAGE; i++) {
    const topic = `arn:aws:sns:us-east-1:${account}:demo`;
    resources[`Topic${i}`] = { Type: 'AWS::SNS::Topic', Properties: { TopicName: `topic-${i}` } };
    resources[`Subscription${i}`] = {
      Type: 'AWS::SNS::Subscription',
      Properties: { TopicArn: topic, Protocol: 'email', Endpoint: `a${i}@example.com` },
      DependsOn: ['Topic'],
    };
    resources[`Project${i}`] = project(`project-${i}`, account);
  }
  writeFileSync(file, JSON.stringify({ ...template, Resources: resources }));
  return directory;
}

function rule(Name: string, account: string) {
  const target = (Id: string) => ({ Id, Arn: `arn:aws:sns:us-east-1:${account}:demo` });
  return {
    Type: 'AWS::Events::Rule',
    Properties: { Name, EventPattern: { source: ['none'] }, Targets: ['1', '2'].map(target) },
  };
}

function project(name: string, account: string) {
  return {
    Type: 'AWS::CodeBuild::Project',
    Properties: {
      Name: name,
      ServiceRole: `arn:aws:iam::${account}:role/build`,
      Source: { Type: 'NO_SOURCE', BuildSpec: 'version: 0.2\nphases: {build: {commands: ["true"]}}' },
      Artifacts: { Type: 'NO_ARTIFACTS' },
      Environment: {
        Type: 'LINUX_CONTAINER',
        ComputeType: 'BUILD_GENERAL1_SMALL',
        Image: 'aws/codebuild/standard:7.0',
      },
    },
  };
}

/** Puts at least two of everything into the services, so that each list has a second page. */
export async function addPagedData(invoke: Invoke, url: string, account: string): Promise<void> {
  await addPackages(invoke, url, account);
  for (const Key of ['a', 'b'])
    for (const Body of ['1', '2']) await invoke('s3', 'PutObject', { Bucket: 'things', Key, Body });
  for (const TableName of ['second', 'third'])
    await invoke('dynamodb', 'CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk'].map((AttributeName) => ({ AttributeName, AttributeType: 'S' })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
  for (const S of ['1', '2'])
    await invoke('dynamodb', 'PutItem', { TableName: 'second', Item: { pk: { S: 'p' }, sk: { S } } });
  await addLogs(invoke);
  await addExecutions(invoke, account);
  for (let i = 0; i < 2; i++) await invoke('codepipeline', 'StartPipelineExecution', { name: 'demo' });
}

async function addPackages(invoke: Invoke, url: string, account: string): Promise<void> {
  for (const domain of ['one', 'two']) {
    await invoke('codeartifact', 'CreateDomain', { domain });
    for (const repository of ['first', 'second'])
      await invoke('codeartifact', 'CreateRepository', { domain, repository });
  }
  const { authorizationToken } = await invoke('codeartifact', 'GetAuthorizationToken', { domain: 'one' });
  const index = `${url}/one-${account}.d.codeartifact.us-east-1.amazonaws.com/pypi/first/`;
  for (const [name, version] of [
    ['alpha', '1.0'],
    ['alpha', '2.0'],
    ['beta', '1.0'],
  ] as const) {
    const file = await wheel(name, version);
    const second = { ...file, fileName: file.fileName.replace('-py3', '-1-py3') };
    for (const one of [file, second]) {
      const response = await upload(index, authorizationToken, one);
      if (response.status !== 200)
        throw new Error(`${one.fileName} (${sha256(one.bytes)}): ${response.status}`);
    }
  }
}

async function addLogs(invoke: Invoke): Promise<void> {
  for (const logGroupName of ['/first', '/second']) {
    await invoke('logs', 'CreateLogGroup', { logGroupName });
    for (const logStreamName of ['one', 'two'])
      await invoke('logs', 'CreateLogStream', { logGroupName, logStreamName });
  }
  const now = Date.now();
  await invoke('logs', 'PutLogEvents', {
    logGroupName: '/first',
    logStreamName: 'one',
    logEvents: [1, 2].map((n) => ({ timestamp: now + n, message: `line ${n}` })),
  });
}

async function addExecutions(invoke: Invoke, account: string): Promise<void> {
  const definition = JSON.stringify({
    QueryLanguage: 'JSONata',
    StartAt: 'A',
    States: { A: { Type: 'Succeed' } },
  });
  for (const name of ['paged', 'other'])
    await invoke('stepfunctions', 'CreateStateMachine', {
      name,
      definition,
      roleArn: `arn:aws:iam::${account}:role/reader`,
    });
  const stateMachineArn = `arn:aws:states:us-east-1:${account}:stateMachine:paged`;
  for (const name of ['one', 'two'])
    await invoke('stepfunctions', 'StartExecution', { stateMachineArn, name });
}
