import { DeletePackageVersionsCommand } from '@aws-sdk/client-codeartifact';
import { BatchGetBuildsCommand, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { Deployment, PACKAGE, REGIONS, type Served } from './deployment';

jest.setTimeout(300_000);

const VERSION = '1.0.0';
const deployment = new Deployment();
let digest: string;
let complete: Record<string, string>;

const everyRegion = (assets: Record<string, string>): Served =>
  Object.fromEntries(REGIONS.map((region) => [region, assets]));
const nowhere = everyRegion({});
const causeOf = (execution: { cause?: string }) => JSON.parse(execution.cause ?? '{}');

async function ledger(version = VERSION) {
  const key = { package: { S: PACKAGE }, version: { S: version } };
  const { Item } = await deployment.clients.dynamoDb.send(
    new GetItemCommand({ TableName: 'vigilant-ledger', Key: key, ConsistentRead: true }),
  );
  return Item ?? {};
}

async function deleteVersion(region: string, version = VERSION): Promise<void> {
  await deployment.clients.codeArtifact(region).send(
    new DeletePackageVersionsCommand({
      domain: 'vigilant',
      repository: 'release',
      format: 'pypi',
      package: PACKAGE,
      versions: [version],
    }),
  );
}

/** A job as a run leaves it behind whose jobs could not be stopped with it. */
async function startJobThatNeverEnds(): Promise<string> {
  const variable = (name: string, value: string) => ({ name, value, type: 'PLAINTEXT' as const });
  const { build } = await deployment.clients.codeBuild.send(
    new StartBuildCommand({
      projectName: 'vigilant-publish',
      buildspecOverride: 'version: 0.2\nphases:\n  build:\n    commands:\n      - sleep 600\n',
      environmentVariablesOverride: [variable('PACKAGE', PACKAGE), variable('VERSION', VERSION)],
    }),
  );
  return build?.id as string;
}

async function statusOf(job: string): Promise<string | undefined> {
  const { builds } = await deployment.clients.codeBuild.send(new BatchGetBuildsCommand({ ids: [job] }));
  return builds?.[0]?.buildStatus;
}

beforeAll(() => deployment.start());
afterAll(() => deployment.remove());
afterEach(() => deployment.mend());

test('a push is built, stored and, when a region refuses the upload, rolled back everywhere', async () => {
  await deployment.fault('--region', 'eu-west-1', '--operation', 'PublishPackageVersion', '--error', '503');
  const pipeline = await deployment.pipelineOf(await deployment.push({ version: VERSION }));
  expect(pipeline.status).toBe('Failed');
  expect(await deployment.served()).toEqual(nowhere);
  const item = await ledger();
  expect(item).toMatchObject({
    releaseState: { S: 'RolledBack' },
    digest: { S: expect.stringMatching(/^[0-9a-f]{64}$/) },
  });
  expect(item['lockOwner']).toBeUndefined();
  digest = item['digest']?.S ?? '';
});

test.each(['us-east-1', 'us-west-2'])(
  'a run fails as PublishRolledBack and names %s when that region refuses every upload',
  async (region) => {
    await deployment.fault('--region', region, '--operation', 'PublishPackageVersion', '--error', '500');
    const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
    expect(execution).toMatchObject({ status: 'FAILED', error: 'PublishRolledBack' });
    expect(causeOf(execution).regions).toEqual([
      expect.objectContaining({ region, error: 'States.TaskFailed', build: expect.any(String) }),
    ]);
    expect(await deployment.served()).toEqual(nowhere);
  },
);

test('a region that fails after the first of two files serves neither', async () => {
  await deployment.fault(
    '--region',
    'us-west-2',
    '--operation',
    'PublishPackageVersion',
    '--matching',
    '.tar.gz',
    '--error',
    '500',
  );
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
  expect(execution.error).toBe('PublishRolledBack');
  expect(await deployment.served()).toEqual(nowhere);
});

test('wrong bytes in staging are found by their hash and never promoted', async () => {
  await deployment.fault('--region', 'us-east-1', '--operation', 'PublishPackageVersion', '--wrong-bytes');
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
  expect(execution.error).toBe('PublishRolledBack');
  expect(causeOf(execution).regions).toEqual([
    expect.objectContaining({ region: 'us-east-1', error: 'VersionConflict' }),
  ]);
  expect(await deployment.served()).toEqual(nowhere);
});

test('a promotion that fails in one region is taken back in the others', async () => {
  await deployment.fault('--region', 'us-west-2', '--operation', 'CopyPackageVersions', '--error', '503');
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
  expect(execution.error).toBe('PublishRolledBack');
  expect(causeOf(execution).regions).toEqual([expect.objectContaining({ region: 'us-west-2' })]);
  expect(await deployment.served()).toEqual(nowhere);
  expect((await ledger())['releaseState']).toEqual({ S: 'RolledBack' });
});

test('a compensation that fails ends as RollbackIncomplete, and a later rollback pays the debt', async () => {
  await deployment.fault('--region', 'us-west-2', '--operation', 'CopyPackageVersions', '--error', '503');
  await deployment.fault(
    '--region',
    'eu-west-1',
    '--operation',
    'UpdatePackageVersionsStatus',
    '--error',
    '503',
  );
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
  expect(execution.error).toBe('RollbackIncomplete');
  expect(causeOf(execution).message).toMatch(/^regions left behind: eu-west-1 /);
  const left = await deployment.served();
  expect(left).toMatchObject({ 'us-east-1': {}, 'us-west-2': {} });
  expect(Object.keys(left['eu-west-1'] ?? {})).toHaveLength(2);
  expect(await ledger()).toMatchObject({
    releaseState: { S: 'RollbackIncomplete' },
    intent: { S: '{"eu-west-1":"nothing"}' },
  });

  await deployment.mend();
  const rollback = await deployment.run({ operation: 'rollback', package: PACKAGE, version: VERSION });
  expect(rollback).toMatchObject({ status: 'SUCCEEDED' });
  expect(JSON.parse(rollback.output ?? '')).toMatchObject({
    outcome: 'RolledBack',
    retracted: [{ region: 'eu-west-1' }],
  });
  expect(await deployment.served()).toEqual(nowhere);
  expect((await ledger())['releaseState']).toEqual({ S: 'RolledBack' });
});

test('a run that is stopped is rolled back without a person, and a job that still runs is stopped', async () => {
  await deployment.fault('--region', 'us-west-2', '--operation', 'CopyPackageVersions', '--delay', '20000');
  const arn = await deployment.startRun({ package: PACKAGE, version: VERSION, digest });
  // Stopped as soon as the first region serves the version.
  for (;;) {
    const served = await deployment.served();
    if (Object.values(served).some((assets) => Object.keys(assets).length > 0)) break;
  }
  const job = await startJobThatNeverEnds();
  await deployment.clients.stepFunctions.send(new StopExecutionCommand({ executionArn: arn }));
  await deployment.mend();
  expect(await statusOf(job)).toBe('IN_PROGRESS');
  for (let looks = 0; (await ledger())['releaseState']?.S !== 'RolledBack'; looks++) {
    expect(looks).toBeLessThan(600);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect((await deployment.endOf(arn)).status).toBe('ABORTED');
  expect(await statusOf(job)).toBe('STOPPED');
  expect(await deployment.served()).toEqual(nowhere);
});

test('a dry run tells what would be done in each region, and does nothing', async () => {
  const before = await ledger();
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest, dryRun: true });
  expect(JSON.parse(execution.output ?? '')).toMatchObject({
    package: PACKAGE,
    regions: REGIONS.map((region) => ({ region, found: 'nothing', action: 'publish' })),
  });
  expect(await ledger()).toEqual(before);
  expect(await deployment.served()).toEqual(nowhere);
});

test('when nothing fails, every region serves the very same files', async () => {
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest });
  expect(execution).toMatchObject({ status: 'SUCCEEDED' });
  expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'Published', digest });
  const served = await deployment.served();
  complete = served['us-east-1'] ?? {};
  expect(Object.keys(complete)).toEqual([
    'sample_wordcount-1.0.0-py3-none-any.whl',
    'sample_wordcount-1.0.0.tar.gz',
  ]);
  expect(served).toEqual(everyRegion(complete));
  expect(await ledger()).toMatchObject({ releaseState: { S: 'Published' }, digest: { S: digest } });
});

test('publishing it again finds it published, and changes nothing', async () => {
  const execution = await deployment.run({ package: PACKAGE, version: VERSION });
  expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'AlreadyPublished' });
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test('a version deleted in one region is restored there from the stored bytes, and left alone elsewhere', async () => {
  await deleteVersion('us-west-2');
  expect((await deployment.vigilant('verify', PACKAGE, VERSION, '--local')).code).not.toBe(0);
  const republish = await deployment.vigilant('republish', PACKAGE, VERSION, '--local', '--follow');
  expect(republish).toMatchObject({ code: 0 });
  expect(await deployment.served()).toEqual(everyRegion(complete));
  expect((await deployment.vigilant('verify', PACKAGE, VERSION, '--local')).code).toBe(0);
});

test('a failed re-publish of one region leaves the others, and the ledger, as they were', async () => {
  await deleteVersion('eu-west-1');
  await deployment.fault('--region', 'eu-west-1', '--operation', 'CopyPackageVersions', '--error', '503');
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, regions: ['eu-west-1'] });
  expect(execution.error).toBe('PublishRolledBack');
  expect(await deployment.served()).toEqual({ ...everyRegion(complete), 'eu-west-1': {} });
  expect((await ledger())['releaseState']).toEqual({ S: 'Published' });
  await deployment.mend();
  expect(await deployment.run({ package: PACKAGE, version: VERSION })).toMatchObject({ status: 'SUCCEEDED' });
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test('other content under a published version is refused, and changes nothing', async () => {
  const commit = await deployment.push({
    version: VERSION,
    edit: (folder) =>
      require('node:fs').appendFileSync(`${folder}/README.md`, '\nChanged without a new version.\n'),
  });
  expect((await deployment.pipelineOf(commit)).status).toBe('Failed');
  const { stdout } = await deployment.vigilant('runs', '--local', '--json');
  expect(stdout).toContain('VersionConflict');
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test('of two runs of one version at once, one publishes and the other is refused', async () => {
  for (const region of REGIONS) await deleteVersion(region);
  const arns = await Promise.all(
    [1, 2].map(() => deployment.startRun({ package: PACKAGE, version: VERSION })),
  );
  const ends = await Promise.all(arns.map((arn) => deployment.endOf(arn)));
  expect(ends.map((end) => end.error ?? end.status).sort()).toEqual(['PublishInProgress', 'SUCCEEDED']);
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test.each([
  [{ version: VERSION }, 'InvalidInput', /package: expected/],
  [{ package: PACKAGE, version: 'latest' }, 'InvalidInput', /version: expected/],
  [{ package: PACKAGE, version: VERSION, digest: 'x' }, 'InvalidInput', /digest: expected/],
  [{ package: PACKAGE, version: VERSION, regions: ['mars-1'] }, 'InvalidInput', /regions\[0\]: expected/],
  [{ package: PACKAGE, version: VERSION, operation: 'explode' }, 'InvalidInput', /operation: expected/],
  [{ package: PACKAGE, version: VERSION, dryRun: 'no' }, 'InvalidInput', /dryRun: expected/],
  [{ package: PACKAGE, version: VERSION, extra: 1 }, 'InvalidInput', /extra: unknown field/],
  [{ package: PACKAGE, version: '9.9.9' }, 'ReleaseNotFound', /no build of this version is known/],
  [
    { package: PACKAGE, version: '9.9.9', digest: '0'.repeat(64) },
    'ReleaseNotFound',
    /expected release.json/,
  ],
  [
    { package: PACKAGE, version: VERSION, digest: '0'.repeat(64) },
    'VersionConflict',
    /raise the version number/,
  ],
])('%j ends as %s before anything is touched', async (input, error, message) => {
  const execution = await deployment.run(input);
  expect(execution.error).toBe(error);
  expect(causeOf(execution).message).toMatch(message);
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test('a region that does not answer refuses the run before anything is touched', async () => {
  await deployment.fault('--region', 'eu-west-1', '--operation', 'DescribePackageVersion', '--error', '503');
  const execution = await deployment.run({ package: PACKAGE, version: VERSION });
  expect(execution.error).toBe('RegionUnavailable');
  expect(causeOf(execution).message).toMatch(/eu-west-1/);
  expect((await ledger())['lockOwner']).toBeUndefined();
});

test('everything is still there after the runtime was killed', async () => {
  await deployment.stop('SIGKILL');
  await deployment.start();
  expect(await deployment.served()).toEqual(everyRegion(complete));
  expect(await ledger()).toMatchObject({ releaseState: { S: 'Published' } });
});
