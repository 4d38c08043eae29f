import {
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { DescribeExecutionCommand, ListExecutionsCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
import type { Terminal } from '../../../lib/cli/terminal';
import { mockRun, RUN_ARN } from '../mocked-run';
import { ROLLED_BACK_EXECUTION } from '../runs/history';
import { testContext } from '../test-context';

let aws: ReturnType<typeof mockRun>;
beforeEach(() => {
  aws = mockRun();
  aws.sfn.on(DescribeExecutionCommand).resolves({ ...ROLLED_BACK_EXECUTION, status: 'RUNNING' });
  aws.sfn.on(StopExecutionCommand).resolves({});
});

const command = (...args: string[]) => testContext().command(...args);

/** Runs a command with a person at the terminal who gives one answer. */
async function answering(answer: string, ...args: string[]) {
  const questions: string[] = [];
  const ask = async (question: string) => {
    questions.push(question);
    return answer;
  };
  const { context } = testContext();
  const terminal: Terminal = { ...context.terminal, ask };
  return { ...(await testContext({ terminal }).command(...args)), questions };
}

test('a run is stopped when the person agrees', async () => {
  const { code, questions } = await answering('y', 'stop', 'latest');
  expect(code).toBe(0);
  expect(questions).toEqual([
    expect.stringMatching(/^Stop run .* \(wordcount 1\.0\.0\), going on for .*\? \[y\/N\] $/),
  ]);
  expect(aws.sfn.commandCalls(StopExecutionCommand)[0]?.args[0].input).toEqual({
    executionArn: RUN_ARN,
    error: 'StoppedByOperator',
    cause: 'stopped with vigilant stop',
  });
});

test.each(['', 'n', 'what'])('it goes on when the answer is "%s"', async (answer) => {
  expect((await answering(answer, 'stop', 'latest')).code).toBe(2);
  expect(aws.sfn.commandCalls(StopExecutionCommand)).toHaveLength(0);
});

test('where nobody can be asked, --yes is needed', async () => {
  expect(await command('stop', 'one')).toMatchObject({ code: 2, notes: expect.stringContaining('--yes') });
  expect(aws.sfn.commandCalls(StopExecutionCommand)).toHaveLength(0);
  expect(await command('stop', 'one', '--yes')).toMatchObject({
    code: 0,
    notes: expect.stringContaining('is rolled back'),
  });
});

test('a run that has ended cannot be stopped, which is an answer and no error of the machine', async () => {
  aws.sfn.on(DescribeExecutionCommand).resolves(ROLLED_BACK_EXECUTION);
  expect(await command('stop', 'one', '--yes')).toMatchObject({
    code: 1,
    notes: expect.stringContaining('has ended already: PublishRolledBack'),
  });
});

/** The newest push first, each with its commit. */
function pushes(...found: [id: string, commit: string][]) {
  aws.codePipeline.on(ListPipelineExecutionsCommand).resolves({
    pipelineExecutionSummaries: found.map(([pipelineExecutionId, revisionId]) => ({
      pipelineExecutionId,
      sourceRevisions: [{ actionName: 'Source', revisionId }],
    })),
  });
  aws.codePipeline.on(GetPipelineExecutionCommand).callsFake(({ pipelineExecutionId }) => ({
    pipelineExecution: { pipelineExecutionId, status: 'InProgress' },
  }));
  aws.codePipeline.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [] });
  aws.codePipeline.on(StopPipelineExecutionCommand).resolves({});
}

test.each([
  ['the beginning of its commit', '1a2b3c'],
  ['its whole commit', '1a2b3c4d5e6f'],
  ['the beginning of its execution', '0f4b'],
])('a push is stopped before its run starts, by %s', async (_what, name) => {
  pushes(['0f4bd27c', '1a2b3c4d5e6f'], ['7777d27c', '2a2b3c4d5e6f']);
  expect((await command('stop', name, '--yes')).code).toBe(0);
  const stops = aws.codePipeline.commandCalls(StopPipelineExecutionCommand);
  expect(stops.map(({ args }) => args[0].input)).toEqual([
    expect.objectContaining({ pipelineName: 'vigilant', pipelineExecutionId: '0f4bd27c' }),
  ]);
  expect(aws.sfn.commandCalls(StopExecutionCommand)).toHaveLength(0);
});

test('a commit that was pushed twice means its newest push', async () => {
  pushes(['new', '1a2b3c4d5e6f'], ['old', '1a2b3c4d5e6f']);
  await command('stop', '1a2b3c', '--yes');
  const [stop] = aws.codePipeline.commandCalls(StopPipelineExecutionCommand);
  expect(stop?.args[0].input.pipelineExecutionId).toBe('new');
});

test('a name that several pushes begin with stops none of them', async () => {
  pushes(['0f4bd27c', '1a2b3c4d5e6f'], ['1a77d27c', '2a2b3c4d5e6f']);
  expect(await command('stop', '1a', '--yes')).toMatchObject({
    code: 2,
    notes: expect.stringMatching(
      /expected one push whose commit or pipeline execution begins with "1a", found 1a2b3c4d5e6f, 1a77d27c\./,
    ),
  });
  expect(aws.codePipeline.commandCalls(StopPipelineExecutionCommand)).toHaveLength(0);
});

test.each([
  [
    'several runs begin with the name',
    { executions: ['two', 'three'].map((name) => ({ name })) },
    /found two, three/,
  ],
  [
    'runs cannot be listed',
    new Error('The security token included in the request is expired'),
    /token .* expired/,
  ],
])('a push is not looked for when %s', async (_what, answer, message) => {
  pushes(['0f4bd27c', 't1a2b3c4d5e6']);
  if (answer instanceof Error) aws.sfn.on(ListExecutionsCommand).rejects(answer);
  else aws.sfn.on(ListExecutionsCommand).resolves(answer as object);
  expect((await command('stop', 't', '--yes')).notes).toMatch(message);
  expect(aws.codePipeline.commandCalls(ListPipelineExecutionsCommand)).toHaveLength(0);
});

test('a push that lies a thousand pushes back is not looked for', async () => {
  const page = Array.from({ length: 100 }, (_, index) => ({ pipelineExecutionId: `x${index}` }));
  aws.codePipeline
    .on(ListPipelineExecutionsCommand)
    .resolves({ pipelineExecutionSummaries: page, nextToken: 'more' });
  expect(await command('stop', 'a', '--yes')).toMatchObject({
    code: 2,
    notes: expect.stringContaining('found none'),
  });
  expect(aws.codePipeline.commandCalls(ListPipelineExecutionsCommand)).toHaveLength(10);
});
