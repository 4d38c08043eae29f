import { type Build, CodeBuild, type CreateProjectCommandInput } from '@aws-sdk/client-codebuild';
import { contractRun } from './contract-run';

// Costs on AWS: six builds of some seconds on Lambda compute and two of a minute on EC2, about two cents.
const run = contractRun();
let codebuild: CodeBuild;
beforeAll(() => {
  codebuild = new CodeBuild(run.account.client);
});
afterAll(() => codebuild?.destroy());

const LAMBDA = {
  type: 'LINUX_LAMBDA_CONTAINER',
  image: 'aws/codebuild/amazonlinux-x86_64-lambda-standard:python3.12',
  computeType: 'BUILD_LAMBDA_1GB',
} as const;
const EC2 = {
  type: 'LINUX_CONTAINER',
  image: 'aws/codebuild/amazonlinux-x86_64-standard:5.0',
  computeType: 'BUILD_GENERAL1_SMALL',
} as const;

/** Settings of a project without source, artifacts and logs: what a build did shows in the variables that it exports. */
function settings(name: string, buildspec: object): CreateProjectCommandInput {
  return {
    name,
    source: { type: 'NO_SOURCE', buildspec: JSON.stringify({ version: 0.2, ...buildspec }) },
    artifacts: { type: 'NO_ARTIFACTS' },
    environment: { ...LAMBDA },
    serviceRole: run.account.roleArn,
    logsConfig: { cloudWatchLogs: { status: 'DISABLED' } },
  };
}

async function project(what: string, buildspec: object, changes: Partial<CreateProjectCommandInput> = {}) {
  const name = run.name(what);
  run.removeLater(`build project ${name}`, () => codebuild.deleteProject({ name }));
  await run.eventually(() => codebuild.createProject({ ...settings(name, buildspec), ...changes }));
  return name;
}

/** Looks at a build again and again until it is as expected. */
async function until(id: string, isIt: (build: Build) => unknown): Promise<Build> {
  const end = Date.now() + (run.account.remote ? 240_000 : 15_000);
  for (;;) {
    const { builds } = await codebuild.batchGetBuilds({ ids: [id] });
    const [build] = builds as [Build];
    if (isIt(build)) return build;
    if (Date.now() > end) throw new Error(`${id}: ${build.currentPhase}, ${build.buildStatus}`);
    await new Promise((resolve) => setTimeout(resolve, run.account.remote ? 2_000 : 20));
  }
}

async function built(projectName: string, overrides: object = {}): Promise<Build> {
  const { build } = await codebuild.startBuild({ projectName, ...overrides });
  expect(build).toMatchObject({ projectName, buildStatus: 'IN_PROGRESS', buildComplete: false });
  return until(build?.id as string, ({ buildComplete }) => buildComplete);
}

const outline = (build: Build) =>
  build.phases?.map(({ phaseType, phaseStatus }) => `${phaseType} ${phaseStatus ?? '-'}`);
const exported = (build: Build) =>
  Object.fromEntries(build.exportedEnvironmentVariables?.map(({ name, value }) => [name, value]) ?? []);
const contextOf = (build: Build, phase: string) =>
  build.phases?.find(({ phaseType }) => phaseType === phase)?.contexts?.[0];

const BEFORE = ['SUBMITTED', 'QUEUED', 'PROVISIONING', 'DOWNLOAD_SOURCE'].map((type) => `${type} SUCCEEDED`);
const END = ['FINALIZING SUCCEEDED', 'COMPLETED -'];

test('a build goes through every phase in one shell, and its variables come from call, project and buildspec', async () => {
  const name = await project(
    'variables',
    {
      env: {
        variables: { SPEC: 'spec', PROJECT: 'spec', CALL: 'spec' },
        'exported-variables': ['SPEC', 'PROJECT', 'CALL', 'ADDED', 'STATE', 'NUMBER', 'ID', 'NEVER'],
      },
      phases: {
        pre_build: {
          commands: ['mkdir -p /tmp/contract && cd /tmp/contract', 'LOCAL=stays', 'f() { echo called; }'],
        },
        build: {
          commands: ['STATE="$LOCAL $PWD $(f)"', 'NUMBER=$CODEBUILD_BUILD_NUMBER ID=$CODEBUILD_BUILD_ID'],
        },
      },
    },
    {
      environment: {
        ...LAMBDA,
        environmentVariables: ['PROJECT', 'CALL'].map((variable) => ({ name: variable, value: 'project' })),
      },
    },
  );
  const environmentVariablesOverride = ['CALL', 'ADDED'].map((variable) => ({
    name: variable,
    value: 'call',
  }));
  const build = await built(name, { environmentVariablesOverride });
  expect(build).toMatchObject({ buildStatus: 'SUCCEEDED', buildNumber: 1, timeoutInMinutes: 15 });
  const phases = ['INSTALL', 'PRE_BUILD', 'BUILD', 'POST_BUILD', 'UPLOAD_ARTIFACTS'];
  expect(outline(build)).toEqual([...BEFORE, ...phases.map((type) => `${type} SUCCEEDED`), ...END]);
  expect(exported(build)).toEqual({
    ...{ SPEC: 'spec', PROJECT: 'project', CALL: 'call', ADDED: 'call' },
    ...{ STATE: 'stays /tmp/contract called', NUMBER: '1', ID: build.id },
  });
});

test('after a failed build phase its finally and post_build run, and know of it', async () => {
  const name = await project('failed-build', {
    env: { 'exported-variables': ['SKIPPED', 'FINALLY', 'POST'] },
    phases: {
      build: {
        commands: ['(exit 3)', 'SKIPPED=no'],
        finally: ['FINALLY=$CODEBUILD_BUILD_SUCCEEDING'],
      },
      post_build: { commands: ['POST=$CODEBUILD_BUILD_SUCCEEDING'] },
    },
  });
  const build = await built(name);
  expect(build.buildStatus).toBe('FAILED');
  expect(outline(build)?.slice(6)).toEqual([
    'BUILD FAILED',
    'POST_BUILD SUCCEEDED',
    'UPLOAD_ARTIFACTS SUCCEEDED',
    ...END,
  ]);
  expect(contextOf(build, 'BUILD')).toEqual({
    statusCode: 'COMMAND_EXECUTION_ERROR',
    message: 'Error while executing command: (exit 3). Reason: exit status 3',
  });
  expect(exported(build)).toEqual({ FINALLY: '0', POST: '0' });
});

test.each(['install', 'pre_build'])('a failed %s phase is the last that runs', async (phase) => {
  const name = await project(`failed-${phase.replace('_', '-')}`, {
    phases: { [phase]: { commands: ['false'] }, build: { commands: ['true'] } },
  });
  const build = await built(name);
  expect(build.buildStatus).toBe('FAILED');
  expect(outline(build)?.slice(-3)).toEqual([`${phase.toUpperCase()} FAILED`, ...END]);
});

test('a buildspec that cannot be read fails DOWNLOAD_SOURCE', async () => {
  const name = await project('unreadable', { phases: { build: { commands: ['true'] } } });
  const build = await built(name, { buildspecOverride: 'version: 0.2\nphases: [' });
  expect(outline(build)?.slice(3)).toEqual(['DOWNLOAD_SOURCE FAILED', ...END]);
  expect(contextOf(build, 'DOWNLOAD_SOURCE')?.statusCode).toBe('YAML_FILE_ERROR');
});

test('a build that is stopped ends as STOPPED in the phase that it was in', async () => {
  const name = await project('stopped', {
    phases: { build: { commands: ['sleep 120'] }, post_build: { commands: ['true'] } },
  });
  const { build } = await codebuild.startBuild({ projectName: name });
  const id = build?.id as string;
  await until(id, ({ currentPhase }) => currentPhase === 'BUILD');
  await codebuild.stopBuild({ id });
  const stopped = await until(id, ({ buildComplete }) => buildComplete);
  expect(stopped.buildStatus).toBe('STOPPED');
  expect(outline(stopped)?.slice(-2)).toEqual(['BUILD STOPPED', 'COMPLETED -']);
  // Stopping it again changes nothing.
  expect((await codebuild.stopBuild({ id })).build).toMatchObject({ id, buildStatus: 'STOPPED' });
});

test('on-failure CONTINUE goes on to the next phase, ABORT does not, and both builds have failed', async () => {
  const spec = (action: string) => ({
    env: { 'exported-variables': ['PRE', 'BUILD'] },
    phases: {
      pre_build: { 'on-failure': action, commands: ['PRE=ran', 'false'] },
      build: { commands: ['BUILD=ran'] },
    },
  });
  const environment = { environment: { ...EC2 } };
  const [going, aborted] = await Promise.all(
    ['CONTINUE', 'ABORT'].map(async (action) =>
      built(await project(action.toLowerCase(), spec(action), environment)),
    ),
  );
  expect(going).toMatchObject({ buildStatus: 'FAILED' });
  expect(exported(going as Build)).toEqual({ PRE: 'ran', BUILD: 'ran' });
  expect(aborted).toMatchObject({ buildStatus: 'FAILED' });
  expect(outline(aborted as Build)?.slice(-3)).toEqual(['PRE_BUILD FAILED', ...END]);
});

test('what is not there, or there already, is told apart', async () => {
  const buildspec = { phases: { build: { commands: ['true'] } } };
  const name = await project('twice', buildspec);
  await expect(codebuild.createProject(settings(name, buildspec))).rejects.toMatchObject({
    name: 'ResourceAlreadyExistsException',
  });
  await expect(codebuild.startBuild({ projectName: run.name('none') })).rejects.toMatchObject({
    name: 'ResourceNotFoundException',
  });
  const none = `${name}:00000000-0000-0000-0000-000000000000`;
  expect(await codebuild.batchGetBuilds({ ids: [none] })).toMatchObject({
    builds: [],
    buildsNotFound: [none],
  });
  const names = [name, run.name('none')];
  expect(await codebuild.batchGetProjects({ names })).toMatchObject({
    projects: [{ name, projectVisibility: 'PRIVATE', badge: { badgeEnabled: false } }],
    projectsNotFound: names.slice(1),
  });
});
