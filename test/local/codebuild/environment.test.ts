import { existsSync } from 'node:fs';
import { CodeBuildFixture, ROLE } from './code-build-fixture';

let fixture: CodeBuildFixture;

beforeEach(async () => {
  fixture = await CodeBuildFixture.create();
});
afterEach(async () => {
  await fixture.codeBuild.close();
  await fixture.store.close();
});

async function environmentOf(project: { spec?: object; project?: object[] }, overrides: object = {}) {
  await fixture.project(
    JSON.stringify({
      version: 0.2,
      env: { variables: project.spec ?? {} },
      phases: { build: { commands: ['env'] } },
    }),
    {
      Environment: {
        Type: 'LINUX_CONTAINER',
        Image: 'image:1',
        ComputeType: 'BUILD_GENERAL1_SMALL',
        EnvironmentVariables: project.project ?? [],
      },
    },
  );
  const build = await fixture.build(overrides);
  const lines = await fixture.output(build.id);
  const variables: Record<string, string> = Object.fromEntries(
    lines.map((line) => [line.split('=')[0], line.slice(line.indexOf('=') + 1)]),
  );
  return { build, variables };
}

test('a job sees its own environment and nothing of the runtime', async () => {
  process.env['SECRET_OF_THE_RUNTIME'] = 'x';
  const { build, variables } = await environmentOf({});
  const uuid = build.id.split(':')[1];
  const root = `${fixture.workDirectory}/${uuid}`;
  for (const shellOwn of ['PWD', 'OLDPWD', 'SHLVL', '_']) delete variables[shellOwn];
  expect(variables).toEqual({
    PATH: '/image/bin:/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: `${root}/home`,
    TMPDIR: `${root}/tmp`,
    LANG: 'C.UTF-8',
    PIP_INDEX_URL: 'http://index.test/simple',
    AWS_REGION: 'us-east-1',
    AWS_DEFAULT_REGION: 'us-east-1',
    AWS_ENDPOINT_URL: 'http://127.0.0.1:4566',
    // Hidden in the log.
    AWS_ACCESS_KEY_ID: '***',
    AWS_SECRET_ACCESS_KEY: '***',
    AWS_SESSION_TOKEN: '***',
    CODEBUILD_BUILD_ARN: build.arn,
    CODEBUILD_BUILD_ID: build.id,
    CODEBUILD_BUILD_IMAGE: 'image:1',
    CODEBUILD_BUILD_NUMBER: '1',
    CODEBUILD_BUILD_SUCCEEDING: '1',
    CODEBUILD_INITIATOR: 'operator',
    CODEBUILD_KMS_KEY_ID: 'arn:aws:kms:us-east-1:000000000000:alias/aws/s3',
    CODEBUILD_LOG_PATH: uuid,
    CODEBUILD_PROJECT_ARN: 'arn:aws:codebuild:us-east-1:000000000000:project/p',
    CODEBUILD_SOURCE_REPO_URL: '',
    CODEBUILD_SRC_DIR: `${root}/src`,
    CODEBUILD_START_TIME: String(build.startTime.getTime()),
  });
  expect(existsSync(root)).toBe(false);
});

test('HOME and the temporary folder are the job’s own, empty at first, and gone with it', async () => {
  const spec = `version: 0.2
phases: {build: {commands: ['ls -A ~ "$TMPDIR"', 'touch ~/left "$(mktemp)"', 'echo ~', 'dirname "$(mktemp -u)"']}}`;
  await fixture.project(spec);
  for (let round = 0; round < 2; round++) {
    const build = await fixture.build();
    const root = `${fixture.workDirectory}/${build.id.split(':')[1]}`;
    expect(await fixture.output(build.id)).toEqual([
      `${root}/home:`,
      `${root}/tmp:`,
      `${root}/home`,
      `${root}/tmp`,
    ]);
    expect(existsSync(root)).toBe(false);
  }
});

test('StartBuild goes before the project, and the project before the buildspec', async () => {
  const { build, variables } = await environmentOf(
    {
      spec: { A: 'spec', B: 'spec', C: 'spec' },
      project: [
        { Name: 'B', Value: 'project' },
        { Name: 'C', Value: 'project' },
      ],
    },
    {
      environmentVariablesOverride: [
        { name: 'C', value: 'call' },
        { name: 'D', value: 'call' },
      ],
    },
  );
  expect(variables).toMatchObject({ A: 'spec', B: 'project', C: 'call', D: 'call' });
  expect(build.environment.environmentVariables).toEqual([
    { name: 'B', value: 'project', type: 'PLAINTEXT' },
    { name: 'C', value: 'call', type: 'PLAINTEXT' },
    { name: 'D', value: 'call', type: 'PLAINTEXT' },
  ]);
});

test.each([
  ['logs:CreateLogStream', /does not allow AWS CodeBuild to create Amazon CloudWatch Logs log streams/],
  ['logs:PutLogEvents', /not authorized to perform: logs:PutLogEvents/],
  ['sts:AssumeRole', new RegExp(`not authorized to perform: sts:AssumeRole on ${ROLE}`)],
])('without %s the build fails in PROVISIONING', async (action, message) => {
  fixture.denied.add(action);
  await fixture.project('version: 0.2\nphases: {build: {commands: [echo hi]}}');
  const build = await fixture.build();
  expect(build.buildStatus).toBe('FAILED');
  const failed = build.phases.find((one: any) => one.phaseStatus === 'FAILED');
  expect(failed.phaseType).toBe('PROVISIONING');
  expect(failed.contexts[0].message).toMatch(message);
});

test('builds run side by side', async () => {
  await fixture.project(
    `version: 0.2
phases: {build: {commands: ['touch ../../here-$ME; while [ ! -e ../../here-$OTHER ]; do sleep 0.05; done']}}`,
  );
  const other = (me: string, you: string) =>
    fixture.build({
      environmentVariablesOverride: [
        { name: 'ME', value: me },
        { name: 'OTHER', value: you },
      ],
    });
  const [a, b] = await Promise.all([other('a', 'b'), other('b', 'a')]);
  expect([a.buildStatus, b.buildStatus]).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  expect([a.buildNumber, b.buildNumber].sort()).toEqual([1, 2]);
});
