import { BatchGetBuildsCommand, StartBuildCommand } from '@aws-sdk/client-codebuild';
import { StopExecutionCommand } from '@aws-sdk/client-sfn';
import { causeOf, Deployment, everyRegion, PACKAGE, REGIONS } from './deployment';

const VERSION = '1.0.0';
const deployment = new Deployment();
let digest: string;

const nowhere = everyRegion({});

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

test('a promotion that fails in one region is taken back in the others', async () => {
  await deployment.fault('--region', 'us-west-2', '--operation', 'CopyPackageVersions', '--error', '503');
  const pipeline = await deployment.pipelineOf(await deployment.push({ version: VERSION }));
  expect(pipeline.status).toBe('Failed');
  expect(await deployment.served()).toEqual(nowhere);
  const item = await deployment.ledger(VERSION);
  expect(item['releaseState']).toEqual({ S: 'RolledBack' });
  digest = item['digest']?.S ?? '';
  const again = await deployment.run({ package: PACKAGE, version: VERSION });
  expect(again.error).toBe('PublishRolledBack');
  expect(causeOf(again).regions).toEqual([expect.objectContaining({ region: 'us-west-2' })]);
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
  expect(await deployment.ledger(VERSION)).toMatchObject({
    releaseState: { S: 'RollbackIncomplete' },
    intent: { S: '{"eu-west-1":"nothing"}' },
  });

  // No region fails a rollback; one that it could not clean up is named there.
  const owing = await deployment.run({ operation: 'rollback', package: PACKAGE, version: VERSION });
  expect(owing.error).toBe('RollbackIncomplete');
  expect(causeOf(owing)).toMatchObject({
    regions: [],
    retracted: [{ region: 'eu-west-1', outcome: 'left behind' }],
  });

  await deployment.mend();
  const rollback = await deployment.run({ operation: 'rollback', package: PACKAGE, version: VERSION });
  expect(rollback).toMatchObject({ status: 'SUCCEEDED' });
  expect(JSON.parse(rollback.output ?? '')).toMatchObject({
    outcome: 'RolledBack',
    retracted: [{ region: 'eu-west-1' }],
  });
  expect(await deployment.served()).toEqual(nowhere);
  expect((await deployment.ledger(VERSION))['releaseState']).toEqual({ S: 'RolledBack' });
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
  for (let looks = 0; (await deployment.ledger(VERSION))['releaseState']?.S !== 'RolledBack'; looks++) {
    expect(looks).toBeLessThan(600);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  expect((await deployment.endOf(arn)).status).toBe('ABORTED');
  expect(await statusOf(job)).toBe('STOPPED');
  expect(await deployment.served()).toEqual(nowhere);
});

test('a dry run tells what would be done in each region, and does nothing', async () => {
  const before = await deployment.ledger(VERSION);
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, digest, dryRun: true });
  expect(JSON.parse(execution.output ?? '')).toMatchObject({
    package: PACKAGE,
    regions: REGIONS.map((region) => ({ region, found: 'nothing', action: 'publish' })),
  });
  expect(await deployment.ledger(VERSION)).toEqual(before);
  expect(await deployment.served()).toEqual(nowhere);
});
