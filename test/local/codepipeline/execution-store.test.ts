import { systemClock } from '../../../lib/local/clock';
import type { PipelineExecution } from '../../../lib/local/codepipeline/execution';
import { ExecutionStore } from '../../../lib/local/codepipeline/execution-store';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { SleeplessClock } from '../sleepless-clock';
import { fillingStore } from '../storage/filling-store';

test('an execution that ends while a list is being read is not listed as it was before', async () => {
  const real = await openStore();
  const table = real.table<PipelineExecution>('codepipeline-executions');
  let afterRead: () => Promise<void> = async () => undefined;
  const slow = Object.assign(Object.create(table), {
    async *entries(range: object) {
      for await (const entry of table.entries(range)) {
        await afterRead();
        yield entry;
      }
    },
  });
  const store = Object.assign(Object.create(real), { table: () => slow }) as Store;
  const executions = new ExecutionStore({ store, clock: new SleeplessClock() });
  const pipeline = { region: 'us-east-1', pipelineName: 'demo' };
  const execution = { ...pipeline, id: 'one', sequence: 1, status: 'InProgress' } as PipelineExecution;
  await executions.save(execution);
  afterRead = async () => {
    execution.status = 'Succeeded';
    await executions.save(execution);
  };
  const listed: string[] = [];
  for await (const { status } of executions.newestFirst(pipeline)) listed.push(status);
  expect(listed).toEqual(['Succeeded']);
  await real.close();
});

test('an execution whose beginning cannot be written has not begun', async () => {
  const { disk, filling } = fillingStore(await openStore());
  const executions = new ExecutionStore({
    store: filling,
    clock: new SleeplessClock(),
  });
  const pipeline = { region: 'us-east-1', pipelineName: 'demo' };
  const begun = { ...pipeline, id: 'one', sequence: 1, status: 'InProgress', clientRequestToken: 'token' };
  disk.isFull = true;
  await expect(executions.save(begun as PipelineExecution)).rejects.toThrow('no space left');
  expect(executions.activeOf(pipeline)).toEqual([]);
  expect(executions.startedWith(pipeline, 'token')).toBeUndefined();
  await filling.close();
});

test('a store that is closed gives up what the disk has no room for', async () => {
  const { disk, filling } = fillingStore(await openStore());
  const reports: string[] = [];
  const executions = new ExecutionStore({
    store: filling,
    clock: systemClock,
    report: (message) => reports.push(message),
  });
  const ended = { region: 'us-east-1', pipelineName: 'demo', id: 'one', sequence: 1, status: 'Failed' };
  disk.isFull = true;
  const saved = executions.saveWithRetry(ended as PipelineExecution);
  await Promise.resolve();
  executions.close();
  await expect(saved).rejects.toMatchObject({ name: 'AbortError' });
  expect(reports).toEqual([expect.stringMatching(/execution one could not be written.*no space left/)]);
  await filling.close();
});
