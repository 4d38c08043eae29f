import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import type { StandInBuild } from './builds-stand-in';
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

async function start(change?: RuntimeOptions['change']) {
  runtime = await startRuntime({ ...options, ...(change === undefined ? {} : { change }) });
}

/** Ends a build as a real one does: writes the output artifact, then reports success. */
async function finishBuild(build: StandInBuild, files: Record<string, string> = { 'release.json': '{}' }) {
  const zip = new ZipFile();
  for (const [name, content] of Object.entries(files)) zip.addBuffer(Buffer.from(content), name);
  zip.end();
  const [{ bucket: Bucket, key: Key }] = build.request.artifacts as [any];
  await runtime.call('s3', 'PutObject', {
    Bucket,
    Key,
    Body: await buffer(zip.outputStream),
  });
  build.end({ exported: { PACKAGE: 'demo', VERSION: '1.0' } });
}

const push = (message?: string) => pushCommit(runtime.remote, message);

const approvalToken = () =>
  eventually(async () => {
    const { stageStates } = await runtime.pipeline.state();
    return stageStates[2].actionStates[1].latestExecution?.token as string | undefined;
  });

async function approve(status = 'Approved', summary = 'fine') {
  await runtime.pipeline.approve({
    stageName: 'Store',
    actionName: 'Approve',
    token: await approvalToken(),
    result: { status, summary },
  });
}

const firstExecution = () => eventually(async () => (await runtime.pipeline.executions())[0]);
const build = (index: number) => eventually(async () => options.builds.builds[index]);

beforeEach(async () => {
  options = await freshState();
});

afterEach(async () => {
  await runtime.close();
  await rm(options.directory, { recursive: true, force: true });
});

test('a push runs every stage with the roles that CDK grants', async () => {
  await start();
  options.builds.onStart = (started) =>
    finishBuild(started, { 'release.json': '{"a":1}', 'dist/x.whl': 'bytes' });
  const commit = await push();
  const { pipelineExecutionId: id } = await firstExecution();
  const token = await approvalToken();
  const wanted = await eventually(
    async () => (await runtime.sns.messages(`arn:aws:sns:us-east-1:${ACCOUNT}:demo`))[0],
  );
  expect(wanted.subject).toBe('APPROVAL NEEDED: AWS CodePipeline demo for action Approve');
  expect(JSON.parse(wanted.message).approval).toMatchObject({
    pipelineName: 'demo',
    stageName: 'Store',
    actionName: 'Approve',
    token,
    customData: '1.0?',
  });
  await approve();
  await eventually(async () => options.executions.list().length > 0);
  options.executions.end();
  const execution = await runtime.pipeline.ended(id);
  expect(execution).toMatchObject({
    status: 'Succeeded',
    trigger: {
      triggerType: 'CloudWatchEvent',
      triggerDetail: `arn:aws:events:us-east-1:${ACCOUNT}:rule/push`,
    },
    variables: [{ name: 'channel', resolvedValue: 'stable' }],
    artifactRevisions: [{ name: 'Artifact_Source_Source', revisionId: commit, revisionSummary: 'first\n' }],
  });

  const [{ request }] = options.builds.builds as [StandInBuild];
  expect(request).toMatchObject({
    projectName: 'demo-build',
    initiator: 'codepipeline/demo',
    primarySource: { bucket: 'artifacts' },
    sourceRevision: commit,
    environmentVariables: [
      { name: 'COMMIT', value: commit, type: 'PLAINTEXT' },
      { name: 'CHANNEL', value: 'stable', type: 'PLAINTEXT' },
    ],
  });
  expect(request.primarySource.key).toMatch(/^demo\/Artifact_S\/[A-Za-z0-9]{7}$/);

  const { Contents } = await runtime.call('s3', 'ListObjectsV2', { Bucket: 'releases' });
  expect(Contents.map(({ Key }: any) => Key)).toEqual(['demo/1.0/dist/x.whl', 'demo/1.0/release.json']);

  const [machine] = options.executions.list();
  expect(JSON.parse(machine.input)).toEqual({ package: 'demo', run: id });
  const actions = await runtime.pipeline.actions(id);
  expect(actions.map(({ actionName, status }) => `${actionName} ${status}`)).toEqual([
    'Publish Succeeded',
    'Approve Succeeded',
    'Store Succeeded',
    'Build Succeeded',
    'Source Succeeded',
  ]);
  expect(machine.name).toBe(`pipeline-${actions[0].actionExecutionId}`);
  expect(actions[0].output.outputVariables).toEqual({
    ExecutionArn: machine.executionArn,
    StateMachineArn: machine.stateMachineArn,
  });
  expect(actions[4].output.outputVariables).toMatchObject({
    CommitId: commit,
    BranchName: 'main',
    RepositoryName: 'demo',
    AuthorDate: '2024-03-22T12:38:31Z',
    CommitterDate: '2024-03-22T12:40:22Z',
  });
  expect(runtime.reports).toEqual([]);
});

test('several pushes queue: a stage holds one execution at a time, in the order of the pushes', async () => {
  await start();
  const commits = [];
  for (const message of ['one', 'two', 'three']) {
    commits.push(await push(message));
    const sources = () => runtime.pipeline.actions();
    await eventually(
      async () =>
        (await sources()).filter((a) => a.actionName === 'Source' && a.status === 'Succeeded').length ===
        commits.length,
    );
  }
  await build(0);
  const executions = (await runtime.pipeline.executions()).reverse();
  const stage = async () => (await runtime.pipeline.state()).stageStates[1];
  // An execution leaves its source a moment after its action has ended.
  await eventually(async () => (await stage()).inboundExecutions?.length === 2);
  const { latestExecution, inboundExecutions } = await stage();
  expect(latestExecution.pipelineExecutionId).toBe(executions[0]?.pipelineExecutionId);
  expect(inboundExecutions.map((e: any) => e.pipelineExecutionId)).toEqual(
    executions.slice(1).map((e) => e.pipelineExecutionId),
  );
  expect(options.builds.builds).toHaveLength(1);
  for (let i = 0; i < 3; i++) (await build(i)).end({ status: 'FAILED' });
  expect(options.builds.builds.map(({ request }) => request.sourceRevision)).toEqual(commits);
  for (const { pipelineExecutionId } of executions)
    expect(await runtime.pipeline.ended(pipelineExecutionId)).toMatchObject({ status: 'Failed' });
});

test('a failed build fails stage and execution, is told of on the bus, and can be retried', async () => {
  await start();
  await push();
  const { pipelineExecutionId: id } = await firstExecution();
  (await build(0)).end({
    status: 'FAILED',
    phase: {
      phaseType: 'BUILD',
      phaseStatus: 'FAILED',
      contexts: [{ statusCode: 'COMMAND_EXECUTION_ERROR', message: 'exit status 1' }],
    },
  });
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Failed' });
  const [failed] = await runtime.pipeline.actions(id);
  expect(failed.output.executionResult.errorDetails).toEqual({
    code: 'JobFailed',
    message:
      'Build terminated with state: FAILED. Phase: BUILD, Code: COMMAND_EXECUTION_ERROR, Message: exit status 1',
  });
  const topic = `arn:aws:sns:us-east-1:${ACCOUNT}:demo`;
  const [message] = await eventually(async () => {
    const messages = await runtime.sns.messages(topic);
    return messages.length > 0 ? messages : undefined;
  });
  expect(JSON.parse(message!.message)).toMatchObject({
    pipeline: 'demo',
    state: 'FAILED',
    'execution-id': id,
  });

  await expect(
    runtime.pipeline.retry({ stageName: 'Source', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' }),
  ).rejects.toMatchObject({ code: 'StageNotRetryableException' });
  options.builds.onStart = (started) => finishBuild(started);
  const retries = await Promise.allSettled(
    [1, 2].map(() =>
      runtime.pipeline.retry({ stageName: 'Build', pipelineExecutionId: id, retryMode: 'FAILED_ACTIONS' }),
    ),
  );
  expect(retries.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  await approve();
  await eventually(async () => options.executions.list().length > 0);
  options.executions.end();
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
  expect(options.builds.builds).toHaveLength(2);
  expect((await runtime.pipeline.actions(id)).map(({ actionName }) => actionName)).toEqual([
    'Publish',
    'Approve',
    'Store',
    'Build',
    'Build',
    'Source',
  ]);
});

test('a rejected approval and a failed state machine fail their stage with a reason', async () => {
  await start();
  options.builds.onStart = (started) => finishBuild(started);
  await push();
  const { pipelineExecutionId: first } = await firstExecution();
  const token = await approvalToken();
  const answer = { stageName: 'Store', token, result: { status: 'Approved', summary: '' } };
  await expect(
    runtime.pipeline.approve({ ...answer, actionName: 'Approve', token: randomUUID() }),
  ).rejects.toMatchObject({ code: 'InvalidApprovalTokenException' });
  await expect(runtime.pipeline.approve({ ...answer, actionName: 'Agree' })).rejects.toMatchObject({
    code: 'ActionNotFoundException',
  });
  await approve('Rejected', 'not today');
  expect(await runtime.pipeline.ended(first)).toMatchObject({ status: 'Failed' });
  await expect(runtime.pipeline.approve({ ...answer, actionName: 'Approve' })).rejects.toMatchObject({
    code: 'ApprovalAlreadyCompletedException',
  });
  const { pipelineExecutionId: second } = await runtime.pipeline.start();
  await approve();
  await eventually(async () => options.executions.list().length > 0);
  options.executions.end({ status: 'FAILED', error: 'VersionConflict', cause: '{"region":"us-west-2"}' });
  expect(await runtime.pipeline.ended(second)).toMatchObject({
    status: 'Failed',
    trigger: { triggerType: 'StartPipelineExecution' },
  });
  const [failed] = await runtime.pipeline.actions(second);
  expect(failed.output.executionResult.errorDetails.message).toMatch(
    /ended with status FAILED\. Error: VersionConflict, Cause: \{"region":"us-west-2"\}/,
  );
});

test.each([
  ['SourceRole', 'Source', /codecommit:GetBranch/],
  ['BuildRole', 'Build', /codebuild:StartBuild/],
])(
  'without the grants of %s the action %s fails and names the missing right',
  async (name, action, right) => {
    await start((resources) => {
      resources[name].Properties.Policies = [];
    });
    await push();
    const { pipelineExecutionId: id } = await firstExecution();
    expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Failed' });
    const [failed] = await runtime.pipeline.actions(id);
    expect(failed).toMatchObject({
      actionName: action,
      output: {
        executionResult: { errorDetails: { code: 'PermissionError', message: expect.stringMatching(right) } },
      },
    });
  },
);

test('a variable that no action gave fails the action that names it', async () => {
  await start();
  options.builds.onStart = (started) => started.end({ exported: { PACKAGE: 'demo' } });
  await push();
  const { pipelineExecutionId: id } = await firstExecution();
  await runtime.pipeline.ended(id);
  const [failed] = await runtime.pipeline.actions(id);
  expect(failed.output.executionResult.errorDetails.message).toMatch(
    /could not be resolved.*#\{Build\.VERSION\}/,
  );
});

test('executions in progress attach again after a restart', async () => {
  await start();
  await push('one');
  await build(0);
  const { pipelineExecutionId: id } = await firstExecution();
  const { pipelineExecutionId: queued } = await runtime.pipeline.start();
  await runtime.close();

  await start();
  expect((await runtime.pipeline.execution(id)).status).toBe('InProgress');
  await finishBuild(await build(0));
  await approvalToken();
  await runtime.close();

  await start();
  await approve();
  await eventually(async () => options.executions.list().length > 0);
  await runtime.close();

  options.executions.end();
  await start();
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Succeeded' });
  expect(options.builds.builds).toHaveLength(2);
  (await build(1)).end({ status: 'FAILED' });
  expect(await runtime.pipeline.ended(queued)).toMatchObject({ status: 'Failed' });
});

test('a build that is gone after a restart fails its action with a clear message', async () => {
  await start();
  await push();
  const { id: buildId } = await build(0);
  const { pipelineExecutionId: id } = await firstExecution();
  await eventually(
    async () => (await runtime.pipeline.actions(id))[0].output.executionResult.externalExecutionId,
  );
  await runtime.close();
  options.builds.forget(buildId);
  await start();
  await runtime.pipeline.ended(id);
  const [failed] = await runtime.pipeline.actions(id);
  expect(failed.output.executionResult.errorDetails.message).toMatch(/does not exist any more/);
});

test('an execution of an older version of the pipeline is cancelled at the next start', async () => {
  await start();
  await push();
  await build(0);
  const { pipelineExecutionId: id } = await firstExecution();
  await runtime.close();
  await start((resources) => {
    resources.Pipeline.Properties.Variables[0].DefaultValue = 'beta';
  });
  expect(await runtime.pipeline.ended(id)).toMatchObject({ status: 'Cancelled', pipelineVersion: 1 });
  const { pipeline } = await runtime.call('codepipeline', 'GetPipeline', { name: 'demo' });
  expect(pipeline.version).toBe(2);
});

test('stop and wait lets the action end, stop and abandon does not wait', async () => {
  await start();
  await push();
  await build(0);
  const { pipelineExecutionId: id } = await firstExecution();
  await runtime.pipeline.stop({ pipelineExecutionId: id, reason: 'wrong branch' });
  expect((await runtime.pipeline.execution(id)).status).toBe('Stopping');
  await expect(runtime.pipeline.stop({ pipelineExecutionId: id })).rejects.toMatchObject({
    code: 'DuplicatedStopRequestException',
  });
  await finishBuild(await build(0));
  expect(await runtime.pipeline.ended(id)).toMatchObject({
    status: 'Stopped',
    statusSummary: 'wrong branch',
  });
  expect((await runtime.pipeline.actions(id))[0]).toMatchObject({ actionName: 'Build', status: 'Succeeded' });

  const { pipelineExecutionId: second } = await runtime.pipeline.start();
  await build(1);
  const { pipelineExecutionId: waiting } = await runtime.pipeline.start();
  await runtime.pipeline.stop({ pipelineExecutionId: second, abandon: true });
  expect(await runtime.pipeline.ended(second)).toMatchObject({ status: 'Stopped' });
  expect((await runtime.pipeline.actions(second))[0]).toMatchObject({
    actionName: 'Build',
    status: 'Abandoned',
  });
  await build(2);
  await expect(runtime.pipeline.stop({ pipelineExecutionId: second })).rejects.toMatchObject({
    code: 'PipelineExecutionNotStoppableException',
  });
  (await build(2)).end({ status: 'STOPPED' });
  expect(await runtime.pipeline.ended(waiting)).toMatchObject({ status: 'Failed' });
});

test('executions wait before a disabled transition', async () => {
  await start();
  await runtime.pipeline.transition('Disable', { stageName: 'Build', reason: 'freeze' });
  await push();
  const waiting = await eventually(async () => {
    const { stageStates } = await runtime.pipeline.state();
    return stageStates[1].inboundExecution && stageStates[1];
  });
  expect(waiting.inboundTransitionState).toMatchObject({ enabled: false, disabledReason: 'freeze' });
  expect(options.builds.builds).toEqual([]);
  await runtime.close();
  await start();
  expect(options.builds.builds).toEqual([]);
  await runtime.pipeline.transition('Enable', { stageName: 'Build' });
  (await build(0)).end({ status: 'FAILED' });
});

test('a start can name commit and variables, and a repeated token starts nothing new', async () => {
  await start();
  await runtime.pipeline.transition('Disable', { stageName: 'Build', reason: 'freeze' });
  const first = await push('one');
  await push('two');
  const input = {
    clientRequestToken: 'same',
    variables: [{ name: 'channel', value: 'beta' }],
    sourceRevisions: [{ actionName: 'Source', revisionType: 'COMMIT_ID', revisionValue: first }],
  };
  const [a, b] = await Promise.all([runtime.pipeline.start(input), runtime.pipeline.start(input)]);
  expect(a).toEqual(b);
  expect(await runtime.pipeline.start(input)).toEqual(a);
  await eventually(
    async () => (await runtime.pipeline.execution(a.pipelineExecutionId)).artifactRevisions[0],
  );
  expect(await runtime.pipeline.execution(a.pipelineExecutionId)).toMatchObject({
    variables: [{ name: 'channel', resolvedValue: 'beta' }],
    artifactRevisions: [{ revisionId: first }],
  });
  await expect(runtime.pipeline.start({ variables: [{ name: 'nope', value: 'x' }] })).rejects.toMatchObject({
    code: 'ValidationException',
  });
});

test('executions and actions are given page by page', async () => {
  await start();
  const ids = [];
  for (let i = 0; i < 3; i++) {
    const { pipelineExecutionId } = await runtime.pipeline.start();
    ids.unshift(pipelineExecutionId);
    await runtime.pipeline.ended(pipelineExecutionId);
  }
  const seen = [];
  let nextToken: string | undefined;
  do {
    const page: any = await runtime.call('codepipeline', 'ListPipelineExecutions', {
      pipelineName: 'demo',
      maxResults: 2,
      nextToken,
    });
    seen.push(page.pipelineExecutionSummaries.map((e: any) => e.pipelineExecutionId));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  expect(seen).toEqual([ids.slice(0, 2), ids.slice(2)]);
  const actions = await runtime.call('codepipeline', 'ListActionExecutions', {
    pipelineName: 'demo',
    maxResults: 2,
  });
  const rest = await runtime.call('codepipeline', 'ListActionExecutions', {
    pipelineName: 'demo',
    nextToken: actions.nextToken,
  });
  expect([...actions.actionExecutionDetails, ...rest.actionExecutionDetails]).toHaveLength(3);
  expect(rest.nextToken).toBeUndefined();
  expect(actions.actionExecutionDetails[0].output.executionResult.errorDetails.message).toMatch(
    /The branch main does not exist/,
  );
});
