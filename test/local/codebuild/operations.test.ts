import { systemClock } from '../../../lib/local/clock';
import { createCodeBuild } from '../../../lib/local/codebuild/codebuild';
import type { Call, Operation } from '../../../lib/local/service';
import { CodeBuildFixture, REGION, ROLE } from './code-build-fixture';

let fixture: CodeBuildFixture;
const HI = 'version: 0.2\nphases: {build: {commands: [echo hi]}}';

beforeEach(async () => {
  fixture = await CodeBuildFixture.create();
});
afterEach(async () => {
  await fixture.codeBuild.close();
  await fixture.store.close();
});

test('StartBuild answers a build in progress with everything that is known of it', async () => {
  await fixture.project(HI, { LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', GroupName: '/my/logs' } } });
  const { build } = await fixture.call('StartBuild', { projectName: 'p', timeoutInMinutesOverride: 7 });
  const uuid = build.id.split(':')[1];
  expect(build).toMatchObject({
    id: `p:${uuid}`,
    arn: `arn:aws:codebuild:us-east-1:000000000000:build/p:${uuid}`,
    buildNumber: 1,
    buildStatus: 'IN_PROGRESS',
    currentPhase: 'QUEUED',
    buildComplete: false,
    initiator: 'operator',
    timeoutInMinutes: 7,
    queuedTimeoutInMinutes: 480,
    source: { type: 'NO_SOURCE', buildspec: HI },
    logs: {
      groupName: '/my/logs',
      streamName: uuid,
      cloudWatchLogsArn: `arn:aws:logs:us-east-1:000000000000:log-group:/my/logs:log-stream:${uuid}`,
    },
  });
});

test.each([
  [{ gitCloneDepthOverride: 1 }, /gitCloneDepthOverride: not emulated/],
  [{ sourceTypeOverride: 'GITHUB' }, /source type GITHUB is not emulated/],
  [{ sourceTypeOverride: 'S3', sourceLocationOverride: 'bucket' }, /expected bucket\/key of a zip file/],
  [{ privilegedModeOverride: true }, /privilegedMode is not emulated/],
  [{ artifactsOverride: { type: 'CODEPIPELINE' } }, /does not go with artifacts type/],
  [
    { environmentVariablesOverride: [{ name: 'A', value: 'b', type: 'PARAMETER_STORE' }] },
    /variable A: type PARAMETER_STORE/,
  ],
  [{ environmentVariablesOverride: [{ name: 'CODEBUILD_A', value: 'b' }] }, /CODEBUILD_ are reserved/],
  [
    {
      environmentTypeOverride: 'LINUX_LAMBDA_CONTAINER',
      computeTypeOverride: 'BUILD_LAMBDA_1GB',
      timeoutInMinutesOverride: 9,
    },
    /Lambda compute does not support a build timeout/,
  ],
])('StartBuild refuses %j by name', async (overrides, message) => {
  await fixture.project(HI);
  const refused = fixture.start(overrides);
  await expect(refused).rejects.toMatchObject({ code: 'InvalidInputException' });
  await expect(refused).rejects.toThrow(message);
});

test('the same idempotency token starts one build, and with other parameters none', async () => {
  await fixture.project(HI);
  const id = await fixture.start({ idempotencyToken: 't' });
  expect(await fixture.start({ idempotencyToken: 't' })).toBe(id);
  await expect(fixture.start({ idempotencyToken: 't', sourceVersion: 'x' })).rejects.toThrow(
    /idempotency token/,
  );
  expect(await fixture.start({ idempotencyToken: 'u' })).not.toBe(id);
});

test('more builds than the limit of the project are refused', async () => {
  await fixture.project('version: 0.2\nphases: {build: {commands: [sleep 100]}}', {
    ConcurrentBuildLimit: 1,
  });
  const id = await fixture.start();
  await expect(fixture.start()).rejects.toMatchObject({ code: 'AccountLimitExceededException' });
  await fixture.call('StopBuild', { id });
  await fixture.call('StopBuild', { id: await fixture.start() });
});

test('builds are listed newest first, in pages, and survive a restart', async () => {
  await fixture.project(HI);
  const started: string[] = [];
  const start = async () =>
    started.push(await fixture.start({ buildspecOverride: 'version: 0.1\nphases: {}' }));
  const sorted = () => fixture.call('ListBuildsForProject', { projectName: 'p', sortOrder: 'ASCENDING' });
  for (let i = 0; i < 100; i++) await start();
  expect((await sorted()).ids).toEqual(started);
  for (let i = 0; i < 3; i++) await start();
  await Promise.all(started.map((id) => fixture.codeBuild.finished(REGION, id)));
  await fixture.restart(fixture.store);
  await fixture.project(HI);
  const first = await fixture.call('ListBuildsForProject', { projectName: 'p' });
  expect(first.ids).toHaveLength(100);
  const second = await fixture.call('ListBuildsForProject', { projectName: 'p', nextToken: first.nextToken });
  expect(second.ids).toHaveLength(3);
  expect((await fixture.get(first.ids[0])).buildNumber).toBe(103);
  expect((await fixture.get(second.ids[2])).buildNumber).toBe(1);
  await expect(sorted()).rejects.toMatchObject({ code: 'InvalidInputException' });
  const ascending = await fixture.call('ListBuilds', { sortOrder: 'ASCENDING' });
  expect(ascending.ids[0]).toBe(second.ids[2]);
  await expect(fixture.call('ListBuilds', { nextToken: 'x' })).rejects.toMatchObject({
    code: 'InvalidInputException',
  });
});

test('what does not exist is told apart', async () => {
  await fixture.project(HI);
  await expect(fixture.call('StartBuild', { projectName: 'q' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  await expect(fixture.call('StopBuild', { id: 'p:x' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
  expect(await fixture.call('BatchGetBuilds', { ids: ['p:x'] })).toEqual({
    builds: [],
    buildsNotFound: ['p:x'],
  });
  const { projects, projectsNotFound } = await fixture.call('BatchGetProjects', { names: ['p', 'q'] });
  expect(projectsNotFound).toEqual(['q']);
  expect(projects).toMatchObject([
    { name: 'p', timeoutInMinutes: 60, source: { buildspec: HI }, cache: { type: 'NO_CACHE' } },
  ]);
  expect(await fixture.call('ListProjects', {})).toEqual({ projects: ['p'], nextToken: undefined });
});

test('a project on Lambda compute, as CDK renders it, has 15 minutes', async () => {
  await fixture.project(HI, {
    Environment: {
      Type: 'LINUX_LAMBDA_CONTAINER',
      Image: 'aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12',
      ComputeType: 'BUILD_LAMBDA_1GB',
      PrivilegedMode: false,
    },
    EncryptionKey: 'alias/aws/s3',
    Cache: { Type: 'NO_CACHE' },
  });
  expect(await fixture.build()).toMatchObject({ buildStatus: 'SUCCEEDED', timeoutInMinutes: 15 });
});

test.each([
  [{ VpcConfig: {} }, /VpcConfig is not emulated/],
  [{ Visibility: 'PUBLIC_READ' }, /Visibility: expected PRIVATE, got PUBLIC_READ/],
  [{ Cache: { Type: 'S3', Location: 'b' } }, /cache type S3 is not emulated/],
  [{ Source: { Type: 'NO_SOURCE' } }, /needs an inline buildspec/],
  [{ Source: { Type: 'CODEPIPELINE' } }, /does not go with artifacts type NO_ARTIFACTS/],
  [{ Cache: { Type: 'LOCAL', Modes: ['LOCAL_SOURCE_CACHE'] } }, /cache type LOCAL is not emulated/],
  [{ TimeoutInMinutes: 4 }, /timeoutInMinutes: expected 5 to 2160, got 4/],
  [{ QueuedTimeoutInMinutes: 481 }, /queuedTimeoutInMinutes: expected 5 to 480, got 481/],
  [
    { Source: { Type: 'S3', Location: 'b/s.zip', ReportBuildStatus: true } },
    /source: reportBuildStatus goes with Git hosts only/,
  ],
  [
    { Source: { Type: 'S3', Location: 'b/s.zip', InsecureSSL: true } },
    /source: insecureSsl goes with Git hosts only/,
  ],
  [
    { SecondarySources: [{ Type: 'S3', Location: 'b/s.zip' }] },
    /secondary source: sourceIdentifier is missing/,
  ],
  [
    { SecondaryArtifacts: [{ Type: 'S3', Location: 'b' }] },
    /secondary artifacts: artifactIdentifier is missing/,
  ],
  [{ LogsConfig: { S3Logs: { Status: 'ENABLED' } } }, /logs in S3 are not emulated/],
  [
    { Environment: { Type: 'LINUX_CONTAINER', Image: 'i', ComputeType: 'BUILD_GENERAL1_SMALL', Fleet: {} } },
    /environment: fleet is not emulated/,
  ],
])('a project with %j is refused by name', async (properties, message) => {
  await expect(fixture.project(HI, properties)).rejects.toThrow(message);
});

const CREATED = {
  name: 'made',
  source: { type: 'NO_SOURCE', buildspec: HI },
  artifacts: { type: 'NO_ARTIFACTS' },
  environment: { type: 'LINUX_CONTAINER', image: 'i', computeType: 'BUILD_GENERAL1_SMALL' },
  serviceRole: ROLE,
};

test('a project that a call creates is there after a restart, until a call deletes it; its builds stay', async () => {
  const { project } = await fixture.call('CreateProject', CREATED);
  expect(project).toMatchObject({
    arn: 'arn:aws:codebuild:us-east-1:000000000000:project/made',
    timeoutInMinutes: 60,
    encryptionKey: 'arn:aws:kms:us-east-1:000000000000:alias/aws/s3',
  });
  await expect(fixture.call('CreateProject', CREATED)).rejects.toMatchObject({
    code: 'ResourceAlreadyExistsException',
  });
  await fixture.restart(fixture.store);
  const build = await fixture.build({ projectName: 'made' });
  expect(build.buildStatus).toBe('SUCCEEDED');
  for (let times = 0; times < 2; times++)
    expect(await fixture.call('DeleteProject', { name: 'made' })).toEqual({});
  await fixture.restart(fixture.store);
  expect((await fixture.call('ListProjects', {})).projects).toEqual([]);
  expect(await fixture.get(build.id)).toEqual(build);
});

test('projects are listed in the order of their names, or of when they were made', async () => {
  await fixture.codeBuild.close();
  let now = 0;
  fixture = await CodeBuildFixture.create(fixture.store, { ...systemClock, now: () => now++ });
  for (const name of ['bb', 'aa', 'cc']) await fixture.call('CreateProject', { ...CREATED, name });
  const list = async (input: object) => (await fixture.call('ListProjects', input)).projects;
  expect(await list({})).toEqual(['aa', 'bb', 'cc']);
  expect(await list({ sortBy: 'CREATED_TIME' })).toEqual(['bb', 'aa', 'cc']);
  expect(await list({ sortBy: 'LAST_MODIFIED_TIME', sortOrder: 'DESCENDING' })).toEqual(['cc', 'aa', 'bb']);
});

test('of a project and a template with one name the template has its way', async () => {
  await fixture.call('CreateProject', { ...CREATED, description: 'by a call' });
  await fixture.codeBuild.close();
  fixture.codeBuild = createCodeBuild(fixture.options());
  await fixture.project(HI, { Name: 'made', Description: 'of the template' });
  await fixture.codeBuild.load();
  const { projects } = await fixture.call('BatchGetProjects', { names: ['made'] });
  expect(projects).toMatchObject([{ description: 'of the template' }]);
});

test.each([
  [{ badgeEnabled: true }, /badgeEnabled: not emulated/],
  [{ autoRetryLimit: 1 }, /autoRetryLimit: not emulated/],
  [{ vpcConfig: { vpcId: 'v' } }, /vpcConfig: not emulated/],
  [{ fileSystemLocations: [{ type: 'EFS' }] }, /fileSystemLocations: not emulated/],
  [{ buildBatchConfig: { timeoutInMins: 5 } }, /buildBatchConfig: not emulated/],
  [{ cache: { type: 'S3', location: 'b' } }, /cache type S3 is not emulated/],
])('CreateProject refuses %j by name', async (changes, message) => {
  const refused = fixture.call('CreateProject', { ...CREATED, ...changes });
  await expect(refused).rejects.toMatchObject({ code: 'InvalidInputException' });
  await expect(refused).rejects.toThrow(message);
});

test('a log stream has the prefix that the project gives, and disabled logs have none', async () => {
  const logs = (changes: object) => ({ LogsConfig: { CloudWatchLogs: { Status: 'ENABLED', ...changes } } });
  await fixture.project(HI, logs({ GroupName: '/g', StreamName: 'jobs' }));
  const build = await fixture.build();
  const streamName = `jobs/${build.id.split(':')[1]}`;
  expect(build.logs).toMatchObject({ groupName: '/g', streamName });
  await fixture.project(HI, logs({ Status: 'DISABLED' }));
  const silent = await fixture.build();
  expect(silent.buildStatus).toBe('SUCCEEDED');
  expect(silent.logs).toEqual({
    cloudWatchLogs: { status: 'DISABLED' },
    s3Logs: { status: 'DISABLED', encryptionDisabled: false },
  });
});

test('operations ask for rights on the project', async () => {
  const call = { region: REGION, account: '000000000000' } as Call;
  const rights = (name: string, input: object) =>
    (fixture.codeBuild.service.operations[name] as Operation).permissions(input, call);
  const resource = 'arn:aws:codebuild:us-east-1:000000000000:project/p';
  expect(rights('StartBuild', { projectName: 'p', serviceRoleOverride: 'r' })).toEqual([
    { action: 'codebuild:StartBuild', resource },
    { action: 'iam:PassRole', resource: 'r', context: { 'iam:PassedToService': 'codebuild.amazonaws.com' } },
  ]);
  expect(rights('CreateProject', { name: 'p', serviceRole: 'r' })).toEqual([
    { action: 'codebuild:CreateProject', resource },
    { action: 'iam:PassRole', resource: 'r', context: { 'iam:PassedToService': 'codebuild.amazonaws.com' } },
  ]);
  expect(rights('DeleteProject', { name: 'p' })).toEqual([{ action: 'codebuild:DeleteProject', resource }]);
  expect(rights('StopBuild', { id: 'p:1' })).toEqual([{ action: 'codebuild:StopBuild', resource }]);
  expect(
    rights('BatchGetBuilds', { ids: ['p:1', `arn:aws:codebuild:us-east-1:000000000000:build/p:2`] }),
  ).toEqual([{ action: 'codebuild:BatchGetBuilds', resource }]);
});
