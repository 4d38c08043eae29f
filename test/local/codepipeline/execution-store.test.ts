import type { PipelineExecution } from '../../../lib/local/codepipeline/execution';
import { ExecutionStore } from '../../../lib/local/codepipeline/execution-store';
import { openStore, type Store } from '../../../lib/local/storage/store';

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
  const executions = new ExecutionStore({ store, clock: { now: () => 0, sleep: async () => undefined } });
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
