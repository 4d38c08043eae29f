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

const failure = (stageName: string, provider: string, message: string, externalExecutionId = 'build:1') => ({
  actionExecutionDetails: [
    {
      ...{ stageName, status: 'Failed' as const },
      input: { actionTypeId: { provider, category: 'Build' as const, owner: 'AWS' as const, version: '1' } },
      output: {
        executionResult: { externalExecutionId, errorDetails: { code: 'JobFailed', message } },
      },
    },
  ],
});

/** The log of the build that {@link failure} names. */
function buildLogged(...lines: string[]) {
  builds
    .on(BatchGetBuildsCommand)
    .resolves({ builds: [{ id: 'build:1', logs: { groupName: 'g', streamName: 's' } }] });
  logs.on(GetLogEventsCommand).resolves({
    events: lines.map((line) => ({ message: `${line}\n` })),
    nextForwardToken: 'end',
  });
}

test('a push whose build failed tells why in the words of the build', async () => {
  pipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: [pushed('b', 'Failed'), pushed('a', 'Succeeded')] });
  pipeline.on(ListActionExecutionsCommand).resolves(failure('Build', 'CodeBuild', 'exit status 1'));
  buildLogged('error: dist: expected an sdist', '[Container] Phase complete');
  const { code, out } = await testContext().command('pushes');
  expect(code).toBe(0);
  expect(out).toMatch(/b0123456\s+Failed\s+1970-01-01 00:00\s+Build\s+error: dist: expected an sdist/);
  expect(out).toMatch(/a0123456\s+Succeeded/);
});

test.each([
  ['ValueError: Required field `project.name` must only contain ASCII letters'],
  ['setuptools.errors.InvalidConfigError: License classifiers are deprecated'],
])('where the build says only that its backend ended, the backend’s own error is why: %s', async (error) => {
  pipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: [pushed('b', 'Failed')] });
  pipeline.on(ListActionExecutionsCommand).resolves(failure('Build', 'CodeBuild', 'exit status 1'));
  buildLogged(
    'KeyError: an earlier one',
    error,
    '',
    'ERROR Backend subprocess exited when trying to invoke build_sdist',
    'RuntimeError: what comes after it',
  );
  const { out } = await testContext().command('pushes', '--json');
  expect(JSON.parse(out).pushes).toMatchObject([{ stage: 'Build', why: error }]);
});

test('where the build says only that pip failed, what pip said is why', async () => {
  pipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: [pushed('b', 'Failed')] });
  pipeline.on(ListActionExecutionsCommand).resolves(failure('Build', 'CodeBuild', 'exit status 1'));
  const error = '< ERROR: No matching distribution found for hatchling==99.0';
  buildLogged(
    error,
    '< [notice] A new release of pip',
    "ERROR Command '['python3', '-m', 'pip']' returned non-zero",
  );
  const { out } = await testContext().command('pushes', '--json');
  expect(JSON.parse(out).pushes).toMatchObject([{ stage: 'Build', why: error }]);
});

test('a push whose run failed tells why in the words of the run, and where to read more', async () => {
  pipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: [pushed('d', 'Failed')] });
  const arn = 'arn:aws:states:us-east-1:000000000000:execution:vigilant-publish:run-1';
  const message = 'rolled back in every region, because of eu-west-1 (AccessDeniedException: refused)';
  const cause = JSON.stringify({ message, package: 'wordcount', regions: [{ region: 'eu-west-1' }] });
  const said = `State machine execution ${arn} ended with status FAILED. Error: PublishRolledBack, Cause: ${cause}`;
  pipeline.on(ListActionExecutionsCommand).resolves(failure('Publish', 'StepFunctions', said, arn));
  const { out } = await testContext().command('pushes', '--json', '--deployment', 'other');
  expect(JSON.parse(out).pushes).toMatchObject([
    {
      stage: 'Publish',
      why: `PublishRolledBack: ${message}; npx vigilant show run-1 --deployment other tells more`,
    },
  ]);
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
