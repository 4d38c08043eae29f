import { type Clock, systemClock } from '../../../lib/local/clock';
import { CodeBuildFixture } from './code-build-fixture';

let fixture: CodeBuildFixture;

beforeEach(async () => {
  fixture = await CodeBuildFixture.create();
});
afterEach(async () => {
  await fixture.codeBuild.close();
  await fixture.store.close();
});

function statuses(build: any): Record<string, string> {
  return Object.fromEntries(build.phases.map((phase: any) => [phase.phaseType, phase.phaseStatus]));
}

function phase(build: any, type: string): any {
  return build.phases.find((one: any) => one.phaseType === type);
}

test('a build that succeeds goes through every phase and logs as CodeBuild does', async () => {
  await fixture.project(`
version: 0.2
phases:
  build:
    commands: [echo hello, 'printf "no line end"']
`);
  const build = await fixture.build();
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect(build.buildComplete).toBe(true);
  expect(build.endTime).toBeInstanceOf(Date);
  expect(build.phases.map((one: any) => one.phaseType)).toEqual([
    'SUBMITTED',
    'QUEUED',
    'PROVISIONING',
    'DOWNLOAD_SOURCE',
    'INSTALL',
    'PRE_BUILD',
    'BUILD',
    'POST_BUILD',
    'UPLOAD_ARTIFACTS',
    'FINALIZING',
    'COMPLETED',
  ]);
  expect(phase(build, 'BUILD')).toMatchObject({
    phaseStatus: 'SUCCEEDED',
    durationInSeconds: 0,
    contexts: [{ statusCode: '', message: '' }],
  });
  const log = (await fixture.log(build.id)).replace(/\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d\.\d{6}/g, 'TIME');
  expect(log).toContain(
    [
      '[Container] TIME Entering phase BUILD',
      '[Container] TIME Running command echo hello',
      'hello',
      '',
      '[Container] TIME Running command printf "no line end"',
      'no line end',
      '',
      '[Container] TIME Phase complete: BUILD State: SUCCEEDED',
      '[Container] TIME Phase context status code:  Message: ',
      '[Container] TIME Entering phase POST_BUILD',
    ].join('\n'),
  );
});

test.each(['install', 'pre_build'])(
  'a failure in %s ends the build before later phases and artifacts',
  async (name) => {
    await fixture.project(`
version: 0.2
phases:
  ${name}: {commands: [exit 3, echo not reached], finally: [echo finally ran]}
  build: {commands: [echo not reached]}
`);
    const build = await fixture.build();
    expect(build.buildStatus).toBe('FAILED');
    expect(phase(build, name.toUpperCase())).toMatchObject({
      phaseStatus: 'FAILED',
      contexts: [
        {
          statusCode: 'COMMAND_EXECUTION_ERROR',
          message: 'Error while executing command: exit 3. Reason: exit status 3',
        },
      ],
    });
    expect(build.phases.map((one: any) => one.phaseType).slice(-3)).toEqual([
      name.toUpperCase(),
      'FINALIZING',
      'COMPLETED',
    ]);
    expect(await fixture.output(build.id)).toEqual(['finally ran']);
  },
);

test('after a failed build phase post_build runs and knows of it', async () => {
  await fixture.project(`
version: 0.2
phases:
  pre_build: {commands: [echo pre $CODEBUILD_BUILD_SUCCEEDING]}
  build: {commands: ['false', echo not reached], finally: [echo finally $CODEBUILD_BUILD_SUCCEEDING]}
  post_build: {commands: [echo post $CODEBUILD_BUILD_SUCCEEDING]}
`);
  const build = await fixture.build();
  expect(build.buildStatus).toBe('FAILED');
  expect(statuses(build)).toMatchObject({
    BUILD: 'FAILED',
    POST_BUILD: 'SUCCEEDED',
    UPLOAD_ARTIFACTS: 'SUCCEEDED',
  });
  expect(await fixture.output(build.id)).toEqual(['pre 1', 'finally 0', 'post 0']);
});

test('after a failed post_build phase artifacts are uploaded', async () => {
  await fixture.project(
    'version: 0.2\nphases: {post_build: {commands: [echo x >a, "false"]}}\nartifacts: {files: [a]}',
    { Artifacts: { Type: 'S3', Location: 'results', Name: 'n' } },
  );
  const build = await fixture.build();
  expect(build.buildStatus).toBe('FAILED');
  expect(statuses(build)).toMatchObject({ POST_BUILD: 'FAILED', UPLOAD_ARTIFACTS: 'SUCCEEDED' });
  expect([...fixture.objects.keys()]).toEqual(['results/n/a']);
});

test('a phase tells how many seconds it took', async () => {
  const start = Date.now();
  const fast: Clock = { ...systemClock, now: () => start + (Date.now() - start) * 100 };
  await fixture.codeBuild.close();
  fixture = await CodeBuildFixture.create(undefined, fast);
  await fixture.project('version: 0.2\nphases: {build: {commands: [sleep 0.05]}}');
  const { startTime, endTime, durationInSeconds } = phase(await fixture.build(), 'BUILD');
  expect(durationInSeconds).toBeGreaterThanOrEqual(5);
  expect(durationInSeconds).toBe(Math.floor((endTime - startTime) / 1000));
});

test('on-failure ABORT ends the build, CONTINUE goes on to the next phase', async () => {
  await fixture.project(`
version: 0.2
phases:
  install: {on-failure: CONTINUE, commands: ['false']}
  build: {on-failure: ABORT, commands: [echo reached, 'false']}
  post_build: {commands: [echo not reached]}
`);
  const build = await fixture.build();
  expect(statuses(build)).toMatchObject({ INSTALL: 'FAILED', PRE_BUILD: 'SUCCEEDED', BUILD: 'FAILED' });
  expect(phase(build, 'POST_BUILD')).toBeUndefined();
  expect(await fixture.output(build.id)).toEqual(['reached']);
});

test('a failing finally command fails its phase', async () => {
  await fixture.project('version: 0.2\nphases: {build: {commands: [echo ok], finally: ["false"]}}');
  const build = await fixture.build();
  expect(phase(build, 'BUILD').contexts[0].message).toContain('command: false. Reason: exit status 1');
  expect(build.buildStatus).toBe('FAILED');
});

test('exported variables have the values of the end, also of a build that failed', async () => {
  await fixture.project(`
version: 0.2
env:
  variables: {FROM_SPEC: spec}
  exported-variables: [FROM_SPEC, EXPORTED, PLAIN, LINES, NEVER_SET]
phases:
  build:
    commands:
      - export EXPORTED=1
      - PLAIN='a "b" $c'
      - "LINES=$(printf 'x\\\\ny')"
      - "false"
  post_build: {commands: [export EXPORTED=2]}
`);
  const build = await fixture.build();
  expect(build.buildStatus).toBe('FAILED');
  expect(build.exportedEnvironmentVariables).toEqual([
    { name: 'FROM_SPEC', value: 'spec' },
    { name: 'EXPORTED', value: '2' },
    { name: 'PLAIN', value: 'a "b" $c' },
    { name: 'LINES', value: 'x\ny' },
  ]);
});

const LAMBDA = {
  Type: 'LINUX_LAMBDA_CONTAINER',
  Image: 'aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12',
  ComputeType: 'BUILD_LAMBDA_1GB',
};

test.each<[string, string, RegExp, Record<string, unknown>]>([
  [
    'a buildspec that is wrong',
    'version: 0.2\nphases: {buidl: {commands: [a]}}',
    /unknown key phases\.buidl/,
    {},
  ],
  [
    'on-failure on Lambda compute',
    'version: 0.2\nphases: {build: {on-failure: ABORT, commands: [a]}}',
    /phases\.build\.on-failure: Lambda compute does not support it/,
    { Environment: LAMBDA },
  ],
  [
    'a buildspec that needs what is not emulated',
    'version: 0.2\nrun-as: nobody\nenv: {parameter-store: {A: b}}\nphases: {build: {on-failure: RETRY, commands: [a]}}',
    /not emulated on this machine: run-as, env\.parameter-store, phases\.build\.on-failure RETRY/,
    {},
  ],
])('%s fails DOWNLOAD_SOURCE', async (_, buildspec, message, properties) => {
  await fixture.project(buildspec, properties);
  const build = await fixture.build();
  expect(build.buildStatus).toBe('FAILED');
  expect(phase(build, 'DOWNLOAD_SOURCE')).toMatchObject({
    phaseStatus: 'FAILED',
    contexts: [{ statusCode: 'YAML_FILE_ERROR', message: expect.stringMatching(message) }],
  });
});

test('runtimes are not installed, and the log says so in the words of an image that cannot', async () => {
  await fixture.project(
    'version: 0.2\nphases: {install: {runtime-versions: {python: 3.12}}, build: {commands: [echo ran]}}',
  );
  const build = await fixture.build();
  expect(build.buildStatus).toBe('SUCCEEDED');
  expect(await fixture.log(build.id)).toContain(
    'Skipping install of runtimes. Runtime version selection is not supported by this build image.',
  );
});
