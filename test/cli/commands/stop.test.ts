import {
  GetPipelineExecutionCommand,
  ListActionExecutionsCommand,
  ListPipelineExecutionsCommand,
  StopPipelineExecutionCommand,
} from '@aws-sdk/client-codepipeline';
import { DescribeExecutionCommand, StopExecutionCommand } from '@aws-sdk/client-sfn';
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

test('a push is stopped before its run starts', async () => {
  const id = '0f4bd27c-0000-0000-0000-000000000000';
  const push = {
    pipelineExecutionId: id,
    sourceRevisions: [{ actionName: 'Source', revisionId: '1a2b3c4d5e6f' }],
  };
  aws.codePipeline.on(ListPipelineExecutionsCommand).resolves({ pipelineExecutionSummaries: [push] });
  aws.codePipeline
    .on(GetPipelineExecutionCommand)
    .resolves({ pipelineExecution: { pipelineExecutionId: id, status: 'InProgress' } });
  aws.codePipeline.on(ListActionExecutionsCommand).resolves({ actionExecutionDetails: [] });
  aws.codePipeline.on(StopPipelineExecutionCommand).resolves({ pipelineExecutionId: id });
  expect((await command('stop', '1a2b3c', '--yes')).code).toBe(0);
  expect(aws.codePipeline.commandCalls(StopPipelineExecutionCommand)[0]?.args[0].input).toMatchObject({
    pipelineName: 'vigilant',
    pipelineExecutionId: id,
  });
  expect(aws.sfn.commandCalls(StopExecutionCommand)).toHaveLength(0);
});
