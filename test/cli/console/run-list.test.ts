import { DescribeExecutionCommand, ListExecutionsCommand, SFNClient } from '@aws-sdk/client-sfn';
import { mockClient } from 'aws-sdk-client-mock';
import { createRunList } from '../../../lib/cli/console/run-list';
import { fakeTarget } from './fake-target';

const stepFunctions = mockClient(SFNClient);
const arn = (name: string) => `arn:aws:states:us-east-1:123456789012:execution:vigilant-publish:${name}`;
const started = new Date(0);

beforeEach(() => {
  stepFunctions.reset();
  stepFunctions.on(DescribeExecutionCommand).callsFake(async ({ executionArn }) => {
    const name = executionArn.split(':').at(-1);
    const input = JSON.stringify({ package: 'wordcount', version: name });
    const status = name === 'run-0' ? 'RUNNING' : 'SUCCEEDED';
    return { executionArn, name, status, startDate: started, stopDate: started, input };
  });
});

/** An account with so many runs, of which the newest is running. */
function runs(count: number, nextToken?: string) {
  const executions = Array.from({ length: count }, (_, index) => ({
    ...{ executionArn: arn(`run-${index}`), name: `run-${index}`, startDate: started, stateMachineArn: '' },
    status: index === 0 ? ('RUNNING' as const) : ('SUCCEEDED' as const),
  }));
  stepFunctions.on(ListExecutionsCommand).resolves({ executions, nextToken });
}
const calls = (command: typeof DescribeExecutionCommand | typeof ListExecutionsCommand) =>
  stepFunctions.commandCalls(command as typeof DescribeExecutionCommand).length;

test('500 runs cost a bounded number of calls at a time, and none again once they have ended', async () => {
  runs(500);
  const list = createRunList(fakeTarget());
  const perAnswer: number[] = [];
  for (let answer = 0; answer < 12; answer++) {
    const before = calls(DescribeExecutionCommand);
    const { runs: found } = await list(500);
    expect(found).toHaveLength(500);
    perAnswer.push(calls(DescribeExecutionCommand) - before);
  }
  expect(Math.max(...perAnswer)).toBeLessThanOrEqual(50);
  // Only the one that is running is looked at again.
  expect(perAnswer.at(-1)).toBe(1);
  expect(calls(ListExecutionsCommand)).toBe(12);
  expect((await list(500)).runs.every((run) => run.package === 'wordcount')).toBe(true);
});

test('runs that were not described yet are listed with what the list tells', async () => {
  runs(60);
  const { runs: found } = await createRunList(fakeTarget())(500);
  expect(found[0]).toMatchObject({ name: 'run-0', status: 'RUNNING', trigger: 'manual', version: 'run-0' });
  expect(found[59]).toEqual({
    ...{ name: 'run-59', status: 'SUCCEEDED', dryRun: false, startedAt: started.toISOString() },
    endedAt: undefined,
  });
});

test('five pages that ask at once cost no more than two, one after the other', async () => {
  runs(3);
  const list = createRunList(fakeTarget());
  await Promise.all(Array.from({ length: 5 }, () => list(500)));
  expect(calls(ListExecutionsCommand)).toBe(2);
  // The one that is running is described by both.
  expect(calls(DescribeExecutionCommand)).toBe(4);
});

test('it is told that there are older runs', async () => {
  runs(3, 'more');
  const list = createRunList(fakeTarget());
  expect((await list(500)).older).toBe(true);
  runs(3);
  expect((await list(500)).older).toBe(false);
  expect(await list(2)).toMatchObject({ older: true, runs: [{ name: 'run-0' }, { name: 'run-1' }] });
});
