import { rm } from 'node:fs/promises';
import {
  ACCOUNT,
  eventually,
  freshState,
  pushCommit,
  type RuntimeOptions,
  startRuntime,
} from './pipeline-fixture';

let options: RuntimeOptions;
let runtime: Awaited<ReturnType<typeof startRuntime>>;

/** A pipeline of a source and a stage of three builds: two in parallel, one after them. Answers the first execution. */
async function start(change: (work: any, resources: any) => void = () => undefined): Promise<string> {
  runtime = await startRuntime({
    ...options,
    change(resources) {
      const { Stages } = resources.Pipeline.Properties;
      const [source, { Actions }] = Stages;
      const action = (Name: string, RunOrder: number) => ({
        ...Actions[0],
        Name,
        RunOrder,
        Namespace: Name,
        OutputArtifacts: [],
        Configuration: { ProjectName: `demo-build-${Name}` },
      });
      const work = { Name: 'Work', Actions: [action('One', 1), action('Two', 1), action('Three', 2)] };
      resources.Pipeline.Properties.Stages = [source, work];
      const [{ PolicyDocument }] = resources.BuildRole.Properties.Policies;
      PolicyDocument.Statement[0].Resource = `arn:aws:codebuild:us-east-1:${ACCOUNT}:project/demo-build*`;
      change(work, resources);
    },
  });
  await pushCommit(runtime.remote);
  return eventually(async () => (await runtime.pipeline.executions())[0]?.pipelineExecutionId);
}

/** Names of the actions whose builds were started, in alphabetical order of those that run in parallel. */
const started = () =>
  options.builds.builds.map(({ request }) => request.projectName.split('-').at(-1)).sort();

/** The newest build of an action, once so many were started. */
const build = (name: string, count = 1) =>
  eventually(async () => {
    const builds = options.builds.builds.filter(({ request }) => request.projectName.endsWith(`-${name}`));
    return builds.length === count && builds.at(-1);
  });

async function end(name: string, status: string, count = 1): Promise<void> {
  (await build(name, count)).end({ status });
}

async function statusOf(name: string): Promise<string | undefined> {
  const { stageStates } = await runtime.pipeline.state();
  const state = stageStates[1].actionStates.find(({ actionName }: any) => actionName === name);
  return state.latestExecution?.status;
}

const retry = (pipelineExecutionId: string, retryMode: string) =>
  runtime.pipeline.retry({ stageName: 'Work', pipelineExecutionId, retryMode });

beforeEach(async () => {
  options = await freshState();
});

afterEach(async () => {
  await runtime.close();
  await rm(options.directory, { recursive: true, force: true });
});

test('actions of one run order run side by side, and a higher one waits for all of them', async () => {
  const id = await start();
  await build('Two');
  await end('One', 'SUCCEEDED');
  await eventually(async () => (await statusOf('One')) === 'Succeeded');
  expect(started()).toEqual(['One', 'Two']);
  await end('Two', 'SUCCEEDED');
  await end('Three', 'SUCCEEDED');
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
});

test('an action that fails lets those beside it end, and nothing of a higher run order starts', async () => {
  const id = await start();
  await end('One', 'FAILED');
  await eventually(async () => (await statusOf('One')) === 'Failed');
  expect((await runtime.pipeline.execution(id)).status).toBe('InProgress');
  await end('Two', 'SUCCEEDED');
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Failed' });
  expect(await statusOf('Two')).toBe('Succeeded');
  expect(await statusOf('Three')).toBeUndefined();
});

test('an execution that does not exist is neither stopped nor retried', async () => {
  const id = await start();
  await end('One', 'FAILED');
  await end('Two', 'SUCCEEDED');
  await runtime.pipeline.ended(id);
  const none = '00000000-0000-0000-0000-000000000000';
  await expect(runtime.pipeline.stop({ pipelineExecutionId: none })).rejects.toMatchObject({
    code: 'PipelineExecutionNotStoppableException',
  });
  await expect(retry(none, 'FAILED_ACTIONS')).rejects.toMatchObject({ code: 'StageNotRetryableException' });
});

test('a disk that is full when an action ends holds the pipeline up only as long as it is full', async () => {
  const first = await start();
  const [one, two] = [await build('One'), await build('Two')];
  runtime.disk.isFull = true;
  one.end({ status: 'FAILED' });
  two.end({ status: 'SUCCEEDED' });
  const unwritten = () =>
    runtime.reports.filter((line) => line.includes(`execution ${first} could not be written`));
  await eventually(async () => unwritten().length > 0);
  await expect(runtime.pipeline.start()).rejects.toThrow('no space left on device');
  runtime.disk.isFull = false;
  expect((await runtime.pipeline.ended(first)).status).toBe('Failed');
  const { pipelineExecutionId: second } = await runtime.pipeline.start();
  await end('One', 'FAILED', 2);
  await end('Two', 'SUCCEEDED', 2);
  expect((await runtime.pipeline.ended(second)).status).toBe('Failed');
  expect(await runtime.pipeline.executions()).toHaveLength(2);
});

test('FAILED_ACTIONS runs what failed once more, and then goes on', async () => {
  const id = await start();
  await end('One', 'FAILED');
  await end('Two', 'SUCCEEDED');
  await runtime.pipeline.ended(id);
  await retry(id, 'FAILED_ACTIONS');
  await end('One', 'SUCCEEDED', 2);
  await end('Three', 'SUCCEEDED');
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
  expect(started()).toEqual(['One', 'One', 'Three', 'Two']);
});

test('ALL_ACTIONS runs the whole stage again, and its latest attempts can be told from the others', async () => {
  const id = await start();
  for (const name of ['One', 'Two']) await end(name, 'SUCCEEDED');
  await end('Three', 'FAILED');
  await runtime.pipeline.ended(id);
  await retry(id, 'ALL_ACTIONS');
  for (const name of ['One', 'Two', 'Three']) await end(name, 'SUCCEEDED', 2);
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
  const attempts = async (startTimeRange: string) => {
    const latestInPipelineExecution = { pipelineExecutionId: id, startTimeRange };
    const { actionExecutionDetails } = await runtime.call('codepipeline', 'ListActionExecutions', {
      pipelineName: 'demo',
      filter: { latestInPipelineExecution },
    });
    return actionExecutionDetails.map(({ actionName, status }: any) => `${actionName} ${status}`).sort();
  };
  const latest = ['One Succeeded', 'Source Succeeded', 'Three Succeeded', 'Two Succeeded'];
  expect(await attempts('Latest')).toEqual(latest);
  expect(await attempts('All')).toEqual([...latest, 'One Succeeded', 'Three Failed', 'Two Succeeded'].sort());
});

test('an action that failed is retried while those beside it are still in progress', async () => {
  const id = await start();
  await end('One', 'FAILED');
  await eventually(async () => (await statusOf('One')) === 'Failed');
  await expect(retry(id, 'ALL_ACTIONS')).rejects.toMatchObject({ code: 'StageNotRetryableException' });
  await retry(id, 'FAILED_ACTIONS');
  await end('One', 'SUCCEEDED', 2);
  await eventually(async () => (await statusOf('One')) === 'Succeeded');
  await end('Two', 'SUCCEEDED');
  await end('Three', 'SUCCEEDED');
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
  expect(started()).toEqual(['One', 'One', 'Three', 'Two']);
});

test.each(['SUCCEEDED', 'FAILED'])(
  'an execution that is stopped while actions run is Stopped when they have ended, also if %s',
  async (status) => {
    const id = await start();
    await build('Two');
    await runtime.pipeline.stop({ pipelineExecutionId: id, reason: 'lunch' });
    await end('One', status);
    await eventually(async () => (await statusOf('One')) !== 'InProgress');
    expect((await runtime.pipeline.execution(id)).status).toBe('Stopping');
    await end('Two', 'SUCCEEDED');
    expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Stopped' });
    const [summary] = await runtime.pipeline.executions();
    expect(summary).toMatchObject({ status: 'Stopped', stopTrigger: { reason: 'lunch' } });
    expect((await runtime.pipeline.state()).stageStates[1].latestExecution.status).toBe('Stopped');
    expect(started()).toEqual(['One', 'Two']);
    await retry(id, 'FAILED_ACTIONS');
    if (status === 'FAILED') await end('One', 'SUCCEEDED', 2);
    await end('Three', 'SUCCEEDED');
    expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
  },
);

test('an execution that was stopped with the last action of its stage goes on to the next when retried', async () => {
  const id = await start((_, { Pipeline }) => {
    const [source, work] = Pipeline.Properties.Stages;
    const [last] = work.Actions.splice(2);
    Pipeline.Properties.Stages = [source, work, { Name: 'Next', Actions: [last] }];
  });
  await build('Two');
  await runtime.pipeline.stop({ pipelineExecutionId: id });
  for (const name of ['One', 'Two']) await end(name, 'SUCCEEDED');
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Stopped' });
  await retry(id, 'FAILED_ACTIONS');
  await end('Three', 'SUCCEEDED');
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
});

test('stop and wait may become stop and abandon, and the abandoned actions are retried', async () => {
  const id = await start();
  await build('Two');
  await end('One', 'SUCCEEDED');
  await eventually(async () => (await statusOf('One')) === 'Succeeded');
  await runtime.pipeline.stop({ pipelineExecutionId: id });
  await runtime.pipeline.stop({ pipelineExecutionId: id, abandon: true });
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Stopped' });
  expect([await statusOf('One'), await statusOf('Two')]).toEqual(['Succeeded', 'Abandoned']);
  await retry(id, 'FAILED_ACTIONS');
  await end('Two', 'SUCCEEDED', 2);
  await end('Three', 'SUCCEEDED');
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
});

test('an inbound execution that is stopped does not enter the stage, and cannot be retried', async () => {
  const first = await start();
  await build('Two');
  const { pipelineExecutionId: waiting } = await runtime.pipeline.start();
  await eventually(async () => (await runtime.pipeline.state()).stageStates[1].inboundExecution);
  await runtime.pipeline.stop({ pipelineExecutionId: waiting });
  expect(await runtime.pipeline.ended(waiting)).toMatchObject({ status: 'Stopped' });
  await expect(retry(waiting, 'FAILED_ACTIONS')).rejects.toMatchObject({
    code: 'StageNotRetryableException',
  });
  for (const name of ['One', 'Two', 'Three']) await end(name, 'SUCCEEDED');
  expect(await runtime.pipeline.ended(first)).toMatchObject({ status: 'Succeeded' });
  expect(started()).toEqual(['One', 'Three', 'Two']);
  const { pipelineExecutionSummaries } = await runtime.call('codepipeline', 'ListPipelineExecutions', {
    pipelineName: 'demo',
    filter: { succeededInStage: { stageName: 'Work' } },
  });
  expect(pipelineExecutionSummaries.map((one: any) => one.pipelineExecutionId)).toEqual([first]);
});

test('an execution that a later one has overtaken in a stage cannot be retried there', async () => {
  const first = await start();
  for (const name of ['One', 'Two']) await end(name, 'FAILED');
  await runtime.pipeline.ended(first);
  const { pipelineExecutionId: second } = await runtime.pipeline.start();
  await build('Two', 2);
  await expect(retry(first, 'FAILED_ACTIONS')).rejects.toMatchObject({
    code: 'NotLatestPipelineExecutionException',
  });
  for (const name of ['One', 'Two']) await end(name, 'FAILED', 2);
  expect(await runtime.pipeline.ended(second)).toMatchObject({ status: 'Failed' });
});

test('an approval times out after the minutes that it declares, and fails', async () => {
  options = { ...options, patience: 5 * 60_000 };
  const id = await start((work) => {
    work.Actions = [
      {
        Name: 'Approve',
        ActionTypeId: { Category: 'Approval', Owner: 'AWS', Provider: 'Manual', Version: '1' },
        RoleArn: `arn:aws:iam::${ACCOUNT}:role/approve`,
        TimeoutInMinutes: 5,
      },
    ];
  });
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Failed' });
  const [failed] = await runtime.pipeline.actions(id);
  expect(failed.output.executionResult.errorDetails).toEqual({
    code: 'TimeoutError',
    message: 'The action did not end within 5 minutes.',
  });
});
