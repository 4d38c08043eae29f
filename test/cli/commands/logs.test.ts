import { GetLogEventsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { BatchGetBuildsCommand } from '@aws-sdk/client-codebuild';
import {
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
} from '@aws-sdk/client-codepipeline';
import { DescribeExecutionCommand } from '@aws-sdk/client-sfn';
import { mockRun } from '../mocked-run';
import { ROLLED_BACK_EXECUTION } from '../runs/history';
import { testContext } from '../test-context';

let aws: ReturnType<typeof mockRun>;
beforeEach(() => {
  aws = mockRun();
});
const command = (...args: string[]) => testContext().command(...args);

test('every line says of which region it is', async () => {
  const { code, out } = await command('logs', 'one');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual([
    'us-east-1 | publish:1 uploads',
    'us-east-1 | publish:1 got 403',
    'eu-west-1 | publish:2 uploads',
    'eu-west-1 | publish:2 got 403',
    'eu-west-1 | publish:3 uploads',
    'eu-west-1 | publish:3 got 403',
  ]);
});

test('colours that a tool prints into its log, and spaces up to its width, are left out', async () => {
  aws.logs
    .on(GetLogEventsCommand)
    .resolves({ events: [{ message: '\u001b[33mWARNING \u001b[0m 500 Internal Server Error   \n' }] });
  const { out } = await command('logs', 'one', '--region', 'us-east-1');
  expect(out).toBe('us-east-1 | WARNING  500 Internal Server Error');
});

test('one region can be asked for, and a region that the run has nothing to do with is refused', async () => {
  const { out } = await command('logs', 'one', '--region', 'us-east-1');
  expect(out.split('\n')).toHaveLength(2);
  expect(await command('logs', 'one', '--region', 'eu-west-3')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('its regions are: us-east-1, eu-west-1'),
  });
});

test('following prints each line once, waits for lines that come late, and ends with the run', async () => {
  aws.sfn
    .on(DescribeExecutionCommand)
    .resolvesOnce({ ...ROLLED_BACK_EXECUTION, status: 'RUNNING' })
    .resolves(ROLLED_BACK_EXECUTION);
  // A stream that has one more line each time it is read on from where it ended, three times.
  aws.logs.on(GetLogEventsCommand).callsFake(({ nextToken = '0' }) => {
    const next = Number(nextToken) % 10;
    const isEnd = Number(nextToken) >= 10 || next === 3;
    return isEnd
      ? { events: [], nextForwardToken: String(next) }
      : { events: [{ message: `line ${next + 1}` }], nextForwardToken: String(next + 11) };
  });
  const { code, out } = await command('logs', 'one', '--region', 'us-east-1', '-f');
  expect(code).toBe(0);
  expect(out.split('\n')).toEqual(['us-east-1 | line 1', 'us-east-1 | line 2', 'us-east-1 | line 3']);
});

test('Ctrl-C says how to go on following and how to stop the run', async () => {
  const controller = new AbortController();
  aws.sfn.on(DescribeExecutionCommand).resolves({ ...ROLLED_BACK_EXECUTION, status: 'RUNNING' });
  const clock = {
    now: () => 0,
    sleep: async () => {
      controller.abort();
      controller.signal.throwIfAborted();
    },
  };
  const { command } = testContext({ clock, stop: controller.signal });
  const { code, notes } = await command('logs', 'one', '-f', '--deployment', 'other');
  expect(code).toBe(130);
  expect(notes).toContain('vigilant logs one --follow --deployment other');
  expect(notes).toContain('vigilant stop one --deployment other');
});

test('a commit means the build of its push', async () => {
  const id = '0f4bd27c-0000-0000-0000-000000000000';
  aws.codePipeline.on(ListPipelineExecutionsCommand).resolves({
    pipelineExecutionSummaries: [
      { pipelineExecutionId: id, sourceRevisions: [{ actionName: 'Source', revisionId: '1a2b3c4d5e6f' }] },
    ],
  });
  aws.codePipeline
    .on(GetPipelineExecutionCommand)
    .resolves({ pipelineExecution: { pipelineExecutionId: id, status: 'Failed' } });
  aws.codePipeline.on(ListActionExecutionsCommand).resolves({
    actionExecutionDetails: [
      {
        stageName: 'Build',
        status: 'Failed',
        input: {
          actionTypeId: { category: 'Build', owner: 'AWS', provider: 'CodeBuild', version: '1' },
        },
        output: { executionResult: { externalExecutionId: 'build:7' } },
      },
    ],
  });
  const { out } = await command('logs', '1a2b3c4d');
  expect(out).toBe('build | build:7 uploads\nbuild | build:7 got 403');
  expect(aws.codeBuild.commandCalls(BatchGetBuildsCommand)[0]?.args[0].input.ids).toEqual(['build:7']);
});

test('for programs there is JSON, of all at once or of each line as it comes', async () => {
  const { out } = await command('logs', 'one', '--json');
  expect(JSON.parse(out).logs[0]).toEqual({
    build: 'publish:1',
    job: 'us-east-1',
    status: 'FAILED',
    lines: ['publish:1 uploads', 'publish:1 got 403'],
  });
  const lines = (await command('logs', 'one', '--json', '-f')).out
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(lines).toHaveLength(6);
  expect(lines[0]).toEqual({ build: 'publish:1', job: 'us-east-1', text: 'publish:1 uploads' });
});
