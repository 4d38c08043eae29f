import { CloudWatchLogsClient, GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand, CodeBuildClient } from '@aws-sdk/client-codebuild';
import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  ListExecutionsCommand,
  SFNClient,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { ROLLED_BACK_EXECUTION, rolledBackHistory } from '../runs/history';
import { testContext } from '../test-context';

const ARN = ROLLED_BACK_EXECUTION.executionArn;
const sts = mockClient(STSClient);
const sfn = mockClient(SFNClient);
const builds = mockClient(CodeBuildClient);
const logs = mockClient(CloudWatchLogsClient);

beforeEach(() => {
  for (const client of [sts, sfn, builds, logs]) client.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: '000000000000', Arn: 'arn:aws:iam::000000000000:user/me' });
  const item = {
    executionArn: ARN,
    name: 'one',
    status: 'FAILED' as const,
    startDate: new Date(0),
    stateMachineArn: 'x',
  };
  sfn.on(ListExecutionsCommand).resolves({ executions: [item] });
  sfn.on(DescribeExecutionCommand).resolves(ROLLED_BACK_EXECUTION);
  // Two pages, to see that all of them are read.
  const events = rolledBackHistory();
  sfn.on(GetExecutionHistoryCommand).resolves({ events: events.slice(0, 10), nextToken: 'more' });
  sfn.on(GetExecutionHistoryCommand, { nextToken: 'more' }).resolves({ events: events.slice(10) });
  sfn.on(StartExecutionCommand).resolves({ executionArn: ARN });
  builds.on(BatchGetBuildsCommand).resolves({
    builds: [{ id: 'publish:3', buildStatus: 'FAILED', logs: { groupName: 'group', streamName: 'stream' } }],
  });
  const message = (text: string) => ({ message: `${text}\n` });
  logs.on(GetLogEventsCommand).resolves({ events: [message('uploading')], nextForwardToken: 'f/1' });
  logs
    .on(GetLogEventsCommand, { nextToken: 'f/1' })
    .resolves({ events: [message('403 Forbidden')], nextForwardToken: 'f/1' });
});

const command = (...args: string[]) => testContext().command(...args);

test('runs are listed with what they published and how they ended', async () => {
  const { code, out } = await command('runs');
  expect(code).toBe(0);
  expect(out).toMatch(/one\s+FAILED\s+wordcount 1\.0\.0\s+2026-01-01 00:00\s+1 min 0 s\s+PublishRolledBack/);
  expect(JSON.parse((await command('runs', '--json')).out).runs).toMatchObject([
    { name: 'one', status: 'FAILED', operation: 'publish', result: 'PublishRolledBack' },
  ]);
});

test('the deployment of cdk.json is asked, in the caller’s account', async () => {
  await command('runs');
  expect(sfn.commandCalls(ListExecutionsCommand)[0]?.args[0].input).toMatchObject({
    stateMachineArn: 'arn:aws:states:us-east-1:000000000000:stateMachine:vigilant-publish',
  });
  sfn.resetHistory();
  await command('runs', '--deployment', 'other');
  expect(sfn.commandCalls(ListExecutionsCommand)[0]?.args[0].input.stateMachineArn).toMatch(
    /:other-publish$/,
  );
});

test('a run is shown by the beginning of its name, with the log of the job that failed', async () => {
  const { code, out } = await command('show', 'on');
  expect(code).toBe(0);
  expect(out).toContain('PublishRolledBack: rolled back in every region');
  expect(out).toMatch(/log of job publish:3 \(FAILED\)\n\s+uploading\n\s+403 Forbidden/);
});

test('a name that matches no run, or several, is refused', async () => {
  expect(await command('show', 'two')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('found none'),
  });
  sfn.on(ListExecutionsCommand).resolves({
    executions: ['run-a', 'run-b'].map((name) => ({
      executionArn: name,
      name,
      status: 'FAILED',
      startDate: new Date(0),
      stateMachineArn: 'x',
    })),
  });
  expect((await command('show', 'run-')).notes).toContain('found run-a, run-b');
});

test('a republish starts a run with what was asked for, and nothing else', async () => {
  const { code, out, notes } = await command('republish', 'wordcount', '1.0.0', '--region', 'eu-west-1');
  expect(code).toBe(0);
  const input = sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input;
  expect(JSON.parse(input?.input ?? '')).toEqual({
    package: 'wordcount',
    version: '1.0.0',
    regions: ['eu-west-1'],
  });
  expect(input?.name).toMatch(/^republish-wordcount-1\.0\.0-20260102T030405Z-[0-9a-f]{4}$/);
  expect(out).toBe(input?.name);
  expect(notes).toContain('vigilant show republish-wordcount');
});

test('following a run that fails exits with 1 and says why', async () => {
  const { code, out, notes } = await command('republish', 'wordcount', '1.0.0', '--follow');
  expect(code).toBe(1);
  expect(notes).toMatch(/publish {2}eu-west-1 {2}job started: publish:2/);
  expect(out).toContain('eu-west-1: States.TaskFailed: publish job FAILED: publish:3');
});

/** The end of a dry run whose survey found this in us-east-1. */
function mockPlan(region: { found: string; action: string; why: string }): void {
  sfn.on(DescribeExecutionCommand).resolves({
    ...{ ...ROLLED_BACK_EXECUTION, status: 'SUCCEEDED', error: undefined, cause: undefined },
    input: JSON.stringify({ package: 'wordcount', version: '1.0.0', dryRun: true }),
    output: JSON.stringify({ regions: [{ region: 'us-east-1', ...region }] }),
  });
}

test('a dry run tells what would be done in each region', async () => {
  mockPlan({ found: 'nothing', action: 'publish', why: 'the version is not there' });
  const { code, out } = await command('republish', 'wordcount', '1.0.0', '--dry-run');
  expect(code).toBe(0);
  expect(out).toMatch(/us-east-1\s+nothing\s+publish\s+the version is not there/);
  const started = sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input;
  expect(JSON.parse(started?.input ?? '')).toMatchObject({ dryRun: true });
});

test('a dry run that finds that the version would be refused is an answer of no', async () => {
  mockPlan({ found: 'conflict', action: 'refuse', why: 'its status is Archived, not Published' });
  const { code, out } = await command('republish', 'wordcount', '1.0.0', '--dry-run');
  expect(code).toBe(1);
  expect(out).toMatch(/us-east-1\s+conflict\s+refuse\s+its status is Archived/);
});

test('a rollback is a run of its own', async () => {
  expect((await command('rollback', 'wordcount', '1.0.0')).code).toBe(0);
  const started = sfn.commandCalls(StartExecutionCommand)[0]?.args[0].input;
  expect(JSON.parse(started?.input ?? '')).toEqual({
    package: 'wordcount',
    version: '1.0.0',
    operation: 'rollback',
  });
});

test.each([
  [['republish', 'wordcount'], 2, 'missing required argument'],
  [
    ['republish', 'wordcount', '1.0.0', '--region', 'us-east-1', '--region', 'us-east-1'],
    2,
    'us-east-1 is given twice',
  ],
  [['runs', '--limit', '0'], 2, 'Expected a whole number from 1 to 1000'],
  [['nonsense'], 2, 'unknown command'],
  [['start', '--fail', 'mars-1'], 2, '--fail: deployment "vigilant" has no region mars-1'],
])('%j is refused with one message', async (args, expected, message) => {
  const { code, notes } = await command(...args);
  expect(code).toBe(expected);
  expect(notes).toContain(message);
  expect(sfn.commandCalls(StartExecutionCommand)).toHaveLength(0);
});

test('help documents the exit codes and ends with 0', async () => {
  const { code, out } = await command('--help');
  expect(code).toBe(0);
  expect(out).toContain('Exit codes');
});

test('an error of AWS is one line, with what to do; --verbose adds the stack', async () => {
  const error = Object.assign(new Error('State Machine Does Not Exist'), {
    name: 'StateMachineDoesNotExist',
  });
  sfn.on(ListExecutionsCommand).rejects(error);
  const plain = await command('runs');
  expect(plain).toMatchObject({ code: 3, notes: expect.stringContaining('--deployment names another one') });
  expect(plain.notes.split('\n')).toHaveLength(1);
  expect((await command('runs', '--verbose')).notes).toContain('    at ');
});

test('a recovery is listed under the version it cleaned up', async () => {
  const failed = {
    executionArn: ARN,
    name: 'one',
    status: 'ABORTED',
    input: JSON.stringify({ package: 'wordcount', version: '2.0' }),
  };
  const run = { executionArn: `${ARN}-1`, name: 'run-1' };
  sfn.on(ListExecutionsCommand).resolves({ executions: [run] } as never);
  sfn.on(DescribeExecutionCommand, { executionArn: run.executionArn }).resolves({
    ...{ ...run, status: 'SUCCEEDED', startDate: new Date(0) },
    input: JSON.stringify({ operation: 'rollback', failed }),
  });
  expect((await command('runs')).out).toMatch(/run-1\s+SUCCEEDED\s+wordcount 2\.0/);
  expect(JSON.parse((await command('runs', '--json')).out).runs[0].recovers).toBe('one');
  expect((await command('show', 'latest', '--json')).out).toContain('"name": "run-1"');
});
