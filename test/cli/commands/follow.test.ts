import { DescribeExecutionCommand, StartExecutionCommand } from '@aws-sdk/client-sfn';
import type { Terminal } from '../../../lib/cli/terminal';
import { mockRun, RUN_ARN } from '../mocked-run';
import { ROLLED_BACK_EXECUTION } from '../runs/history';
import { testContext } from '../test-context';

const RUNNING = { ...ROLLED_BACK_EXECUTION, status: 'RUNNING' as const, error: undefined, cause: undefined };
let aws: ReturnType<typeof mockRun>;
beforeEach(() => {
  aws = mockRun();
  aws.sfn.on(StartExecutionCommand).resolves({ executionArn: RUN_ARN });
});

/** A person who presses Ctrl-C while the command waits. */
function impatient() {
  const controller = new AbortController();
  const sleep = async () => {
    controller.abort();
    controller.signal.throwIfAborted();
  };
  return testContext({ clock: { now: () => 0, sleep }, stop: controller.signal });
}

test.each([
  [['show', 'one', '--follow']],
  [['republish', 'wordcount', '1.0.0', '-f']],
  [['republish', 'wordcount', '1.0.0', '--dry-run']],
  [['rollback', 'wordcount', '1.0.0', '-f']],
])('Ctrl-C in %j says that the run goes on, how to watch it again and how to stop it', async (args) => {
  aws.sfn.on(DescribeExecutionCommand).resolves(RUNNING);
  const name = RUN_ARN.split(':').at(-1);
  const { code, notes } = await impatient().command(...args, '--deployment', 'other');
  expect(code).toBe(130);
  expect(notes).toContain(`run ${name} goes on`);
  expect(notes).toContain(`npx vigilant show ${name} --follow --deployment other`);
  expect(notes).toContain(`npx vigilant stop ${name} --deployment other`);
});

test('what is printed to be pasted chooses the same deployment, whatever chose it', async () => {
  const { notes } = await testContext().command('republish', 'wordcount', '1.0.0');
  expect(notes).toMatch(/npx vigilant show republish-\S+ --follow$/);
});

test('a run that failed ends with the commands that tell more, and the section that says what to do', async () => {
  aws.sfn.on(DescribeExecutionCommand).resolves(ROLLED_BACK_EXECUTION);
  const { code, notes } = await testContext().command('republish', 'wordcount', '1.0.0', '--follow');
  expect(code).toBe(1);
  expect(notes).toMatch(
    /npx vigilant show (republish-\S+), npx vigilant logs \1\. What to do: RUNBOOK\.md, "PublishRolledBack"\.$/,
  );
});

test('show --follow waits for the end, which decides the exit code, and then shows the whole run', async () => {
  aws.sfn.on(DescribeExecutionCommand).resolvesOnce(RUNNING).resolves(ROLLED_BACK_EXECUTION);
  const { code, out, notes } = await testContext().command('show', 'one', '-f');
  expect(code).toBe(1);
  expect(notes).toContain('job started: publish:2');
  expect(out).toContain('PublishRolledBack');
});

test('on a terminal there is a live line for each region while the run goes on, and none after it', async () => {
  aws.sfn.on(DescribeExecutionCommand).resolvesOnce(RUNNING).resolves(ROLLED_BACK_EXECUTION);
  const blocks: (readonly string[])[] = [];
  const { context } = testContext();
  const terminal: Terminal = { ...context.terminal, live: (lines) => void blocks.push(lines) };
  await testContext({ terminal }).command('show', 'one', '-f');
  expect(blocks[0]).toEqual([
    expect.stringMatching(/^ {2}us-east-1 +\w+/),
    expect.stringMatching(/^ {2}eu-west-1 +\w+/),
  ]);
  expect(blocks.at(-1)).toEqual([]);
});
