import type { ActionRunnerHost } from '../../../lib/local/codepipeline/action-runner-host';
import { Engine } from '../../../lib/local/codepipeline/engine';
import type { ActionRun } from '../../../lib/local/codepipeline/execution';
import { ExecutionStore } from '../../../lib/local/codepipeline/execution-store';
import type { Pipeline, Pipelines } from '../../../lib/local/codepipeline/pipelines';
import type { StateChangeEvents } from '../../../lib/local/codepipeline/state-change-events';
import { openStore } from '../../../lib/local/storage/store';
import { SleeplessClock } from '../sleepless-clock';

const clock = new SleeplessClock();
const pipeline = {
  region: 'us-east-1',
  declaration: {
    name: 'demo',
    version: 1,
    stages: [{ name: 'Only', actions: [{ name: 'Act', runOrder: 1 }] }],
  },
} as unknown as Pipeline;

test('an execution that ends while the request to stop it is being written has ended once', async () => {
  const store = await openStore();
  const executions = new ExecutionStore({ store, clock });
  const states: string[] = [];
  let endAction: (run: ActionRun) => void = () => undefined;
  const engine = new Engine({
    executions,
    clock,
    pipelines: { transition: () => ({ enabled: true }), all: () => [] } as unknown as Pipelines,
    actions: {
      run: () =>
        new Promise((resolve) => {
          endAction = resolve;
        }),
      forget: () => undefined,
      close: () => undefined,
    } as unknown as ActionRunnerHost,
    events: {
      pipeline: (_: unknown, state: string) => states.push(state),
      stage: () => undefined,
    } as unknown as StateChangeEvents,
  });
  const trigger = { triggerType: 'StartPipelineExecution', triggerDetail: 'test' };
  const execution = await engine.start(pipeline, { trigger, variables: {}, revisionOverrides: {} });
  while (states.length < 1 || !execution.isInStage) await new Promise(setImmediate);
  await new Promise(setImmediate);

  const stopped = engine.stop(pipeline, { execution, abandon: false });
  endAction({ status: 'Succeeded' } as ActionRun);
  await stopped;
  await engine.close();

  expect(execution.status).toBe('Stopped');
  expect(states.filter((state) => ['SUCCEEDED', 'STOPPED', 'FAILED'].includes(state))).toEqual(['STOPPED']);
  const { status } = await executions.get({ region: 'us-east-1', pipelineName: 'demo' }, execution.id);
  expect(status).toBe('Stopped');
  await store.close();
});

test('a queue holds fifty executions and refuses the next', async () => {
  const store = await openStore();
  const executions = new ExecutionStore({ store, clock });
  const engine = new Engine({
    executions,
    clock,
    pipelines: { transition: () => ({ enabled: false }), all: () => [] } as unknown as Pipelines,
    actions: { close: () => undefined } as unknown as ActionRunnerHost,
    events: { pipeline: () => undefined } as unknown as StateChangeEvents,
  });
  const trigger = { triggerType: 'StartPipelineExecution', triggerDetail: 'test' };
  const start = () => engine.start(pipeline, { trigger, variables: {}, revisionOverrides: {} });
  for (let count = 0; count < 50; count++) await start();
  await expect(start()).rejects.toMatchObject({
    code: 'ConcurrentPipelineExecutionsLimitExceededException',
  });
  await engine.close();
  await store.close();
});
