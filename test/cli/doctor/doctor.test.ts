import {
  CodeartifactClient,
  DescribeRepositoryCommand,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';
import { BatchGetProjectsCommand } from '@aws-sdk/client-codebuild';
import { GetPipelineStateCommand } from '@aws-sdk/client-codepipeline';
import { DescribeTableCommand, DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { HeadBucketCommand, S3Client } from '@aws-sdk/client-s3';
import { DescribeExecutionCommand, DescribeStateMachineCommand } from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import type { Check } from '../../../lib/cli/doctor/check';
import { mockRun } from '../mocked-run';
import { testContext } from '../test-context';

const codeArtifact = mockClient(CodeartifactClient);
const dynamoDb = mockClient(DynamoDBClient);
const s3 = mockClient(S3Client);
let aws: ReturnType<typeof mockRun>;

beforeEach(() => {
  for (const client of [codeArtifact, dynamoDb, s3]) client.reset();
  aws = mockRun();
  aws.sfn
    .on(DescribeStateMachineCommand)
    .callsFake(({ stateMachineArn }) => ({ status: 'ACTIVE', name: stateMachineArn.split(':').at(-1) }));
  aws.codePipeline.on(GetPipelineStateCommand).resolves({ stageStates: [] });
  aws.codeBuild.on(BatchGetProjectsCommand).resolves({ projectsNotFound: [] });
  s3.on(HeadBucketCommand).resolves({});
  dynamoDb.on(DescribeTableCommand).resolves({});
  dynamoDb.on(ScanCommand).resolves({ Items: [] });
  codeArtifact.on(DescribeRepositoryCommand).resolves({});
  codeArtifact.on(GetRepositoryEndpointCommand).resolves({ repositoryEndpoint: 'https://index/' });
  codeArtifact.on(GetAuthorizationTokenCommand).resolves({ authorizationToken: 'secret' });
});

const command = (...args: string[]) => testContext().command(...args);
const failing = (name: string, message = 'no words') => Object.assign(new Error(message), { name });

/** The checks that did not go well. */
async function troubles(...args: string[]): Promise<{ code: number; checks: Check[] }> {
  const { code, out } = await command('doctor', '--json', ...args);
  return { code, checks: JSON.parse(out).checks.filter(({ status }: Check) => status !== 'ok') };
}

test('everything is well: every line says what was found, and no token is printed', async () => {
  const { code, out } = await command('doctor');
  expect(code).toBe(0);
  for (const text of [
    'machine',
    'vigilant-publish, vigilant-sweep',
    'vigilant-ledger',
    'eu-west-1',
    'https://index/',
  ])
    expect(out).toContain(text);
  expect(out).toContain('Nothing is in the way.');
  expect(out).not.toContain('secret');
});

test('a region that is not deployed is named, with what deploys it, and the others are looked at', async () => {
  codeArtifact
    .on(DescribeRepositoryCommand, { repository: 'staging' })
    .rejectsOnce(failing('ResourceNotFoundException', 'Repository not found'));
  const { code, checks } = await troubles();
  expect(code).toBe(1);
  expect(checks).toEqual([
    {
      group: 'us-east-1',
      name: 'repository staging',
      status: 'failed',
      found: 'ResourceNotFoundException: Repository not found',
      advice: 'deploy the region: "npx cdk deploy vigilant-us-east-1"',
    },
  ]);
});

test('a right that is missing is not taken for a deployment that is', async () => {
  codeArtifact
    .on(GetAuthorizationTokenCommand)
    .rejects(failing('AccessDeniedException', 'not authorized to …'));
  const { checks } = await troubles();
  expect(checks).toHaveLength(3);
  expect(checks[0]?.advice).toMatch(/^grant these credentials/);
});

test.each([
  [404, 'expected bucket vigilant-releases-000000000000-us-east-1, found none', /^deploy it/],
  [403, 's3:ListBucket on vigilant-releases-000000000000-us-east-1 is denied', /^grant these credentials/],
])('S3 answers %i without words, which are given here', async (httpStatusCode, found, advice) => {
  s3.on(HeadBucketCommand).rejects(Object.assign(failing('Unknown'), { $metadata: { httpStatusCode } }));
  const { checks } = await troubles();
  expect(checks[0]?.found).toContain(found);
  expect(checks[0]?.advice).toMatch(advice);
});

test('a version that is owed a rollback is a note, with the command that pays it', async () => {
  const item = {
    package: { S: 'wordcount' },
    version: { S: '1.0.0' },
    releaseState: { S: 'RollbackIncomplete' },
  };
  dynamoDb.on(ScanCommand).resolves({ Items: [item] });
  const { code, checks } = await troubles('--deployment', 'other');
  expect(code).toBe(0);
  expect(checks[0]).toMatchObject({
    name: 'debts',
    status: 'warning',
    found: 'RollbackIncomplete: wordcount 1.0.0',
  });
  expect(checks[0]?.advice).toContain('vigilant rollback wordcount 1.0.0 --follow --deployment other');
  expect((await testContext().command('doctor')).out).toMatch(
    /Nothing is in the way, but 1 of \d+ checks warn\.$/,
  );
});

test('a lock of a run that ended a while ago is a note, with the command that takes it over', async () => {
  const owner = (version: string) =>
    `arn:aws:states:us-east-1:000000000000:execution:vigilant-publish:${version}`;
  const ends = (version: string) => aws.sfn.on(DescribeExecutionCommand, { executionArn: owner(version) });
  const { context, command } = testContext();
  const minutesAgo = (minutes: number) => new Date(context.clock.now() - minutes * 60_000);
  ends('1').resolves({ status: 'RUNNING' });
  ends('2').resolves({ status: 'ABORTED', stopDate: minutesAgo(1) });
  ends('3').resolves({ status: 'ABORTED', stopDate: minutesAgo(16) });
  ends('4').rejects(failing('ExecutionDoesNotExist'));
  const Items = ['1', '2', '3', '4'].map((version) => ({
    package: { S: 'wordcount' },
    version: { S: version },
    releaseState: { S: 'Publishing' },
    lockOwner: { S: owner(version) },
  }));
  dynamoDb.on(ScanCommand).resolves({ Items });
  const { code, out } = await command('doctor');
  expect(code).toBe(0);
  expect(out).toMatch(/note {2}debts .*locked by a run that has ended: wordcount 3, wordcount 4\n/);
  expect(out).toContain('→ "vigilant rollback wordcount 3 --follow"');
});

test('a stage that somebody has closed is a note', async () => {
  const stage = { stageName: 'Publish', inboundTransitionState: { enabled: false } };
  aws.codePipeline.on(GetPipelineStateCommand).resolves({ stageStates: [stage] });
  expect((await troubles()).checks[0]?.advice).toContain('--stage-name Publish');
});

test('without credentials the machine is checked, and what needs them is skipped', async () => {
  aws.sts.on(GetCallerIdentityCommand).rejects(failing('CredentialsProviderError'));
  const { code, checks } = await troubles();
  expect(code).toBe(1);
  expect(checks.map(({ group, status }) => [group, status])).toEqual([
    ['credentials', 'failed'],
    ['deployment', 'skipped'],
  ]);
  expect(checks[0]?.advice).toContain('aws sso login');
});

test('a machine without a Python that is new enough is told so', async () => {
  const { context } = testContext();
  const setup = {
    ...context.setup,
    findPython: () =>
      Promise.reject(failing('SetupError', 'expected Python 3.10 or newer, found only 3.8.1')),
    pythonToolsAreCurrent: () => false,
  };
  const { code, out } = await testContext({ setup }).command('doctor');
  expect(code).toBe(1);
  expect(out).toMatch(/FAIL {2}Python .*found only 3\.8\.1\n\s+→ install Python/);
  expect(out).toMatch(/note {2}Python tools/);
});
