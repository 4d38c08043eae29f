import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild';
import {
  CodePipelineClient,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { testContext } from '../test-context';

const pipeline = mockClient(CodePipelineClient);
const builds = mockClient(CodeBuildClient);
const logs = mockClient(CloudWatchLogsClient);
const sts = mockClient(STSClient);

beforeEach(() => {
  for (const client of [pipeline, builds, logs, sts]) client.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '000000000000' });
});

const pushed = (id: string, status: 'Failed' | 'Succeeded') => ({
  pipelineExecutionId: id,
  status,
  startTime: new Date(0),
  sourceRevisions: [{ actionName: 'Source', revisionId: `${id}0123456789` }],
});

const failure = (stageName: string, provider: string, message: string) => ({
  actionExecutionDetails: [
    {
      ...{ stageName, status: 'Failed' as const },
      input: { actionTypeId: { provider, category: 'Build' as const, owner: 'AWS' as const, version: '1' } },
      output: {
        executionResult: { externalExecutionId: 'build:1', errorDetails: { code: 'JobFailed', message } },
      },
    },
  ],
});

test('a push whose build failed tells why in the words of the build', async () => {
  pipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: [pushed('b', 'Failed'), pushed('a', 'Succeeded')] });
  pipeline.on(ListActionExecutionsCommand).resolves(failure('Build', 'CodeBuild', 'exit status 1'));
  builds
    .on(BatchGetBuildsCommand)
    .resolves({ builds: [{ id: 'build:1', logs: { groupName: 'g', streamName: 's' } }] });
  logs.on(GetLogEventsCommand).resolves({
    events: [{ message: 'error: dist: expected an sdist\n' }, { message: '[Container] Phase complete\n' }],
    nextForwardToken: 'end',
  });
  const { code, out } = await testContext().command('pushes');
  expect(code).toBe(0);
  expect(out).toMatch(/b0123456\s+Failed\s+1970-01-01 00:00\s+Build\s+error: dist: expected an sdist/);
  expect(out).toMatch(/a0123456\s+Succeeded/);
});

test('a push that failed elsewhere tells what the action said', async () => {
  pipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: [pushed('c', 'Failed')] });
  pipeline.on(ListActionExecutionsCommand).resolves(failure('Publish', 'StepFunctions', 'VersionConflict'));
  const { out } = await testContext().command('pushes', '--json');
  expect(JSON.parse(out).pushes).toMatchObject([
    { commit: 'c0123456789', stage: 'Publish', why: 'VersionConflict' },
  ]);
});

test('no pushes yet is an answer', async () => {
  pipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [] });
  expect(await testContext().command('pushes')).toMatchObject({ code: 0, out: 'no pushes yet' });
});
