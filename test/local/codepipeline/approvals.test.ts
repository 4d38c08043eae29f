import { systemClock } from '../../../lib/local/clock';
import { Approvals } from '../../../lib/local/codepipeline/approvals';
import type { ActionRun, PipelineExecution } from '../../../lib/local/codepipeline/execution';
import { ExecutionStore } from '../../../lib/local/codepipeline/execution-store';
import { openStore } from '../../../lib/local/storage/store';
import { settled } from '../manual-clock';
import { fillingStore } from '../storage/filling-store';

test('a decision that the disk has no room for is not made, and can be made again', async () => {
  const { disk, filling } = fillingStore(await openStore());
  const executions = new ExecutionStore({ store: filling, clock: systemClock });
  const approvals = new Approvals(executions);
  const pipeline = { region: 'us-east-1', pipelineName: 'demo' };
  const run = { actionExecutionId: 'approve', status: 'InProgress' } as ActionRun;
  const execution = { ...pipeline, id: 'one', sequence: 1, status: 'InProgress', actions: [run] };
  await executions.save(execution as unknown as PipelineExecution);
  const { signal } = new AbortController();
  const waiting = approvals.decision('approve', { executionId: 'one', pipeline, signal });
  await settled();
  const decide = (summary: string) =>
    approvals.decide(execution as unknown as PipelineExecution, {
      run,
      decision: { status: 'Approved', summary },
      decidedBy: 'somebody',
    });
  disk.isFull = true;
  await expect(decide('lost')).rejects.toThrow('no space left');
  expect(run).toEqual({ actionExecutionId: 'approve', status: 'InProgress' });
  disk.isFull = false;
  await decide('kept');
  expect(await waiting).toEqual({ status: 'Approved', summary: 'kept' });
  await filling.close();
});
