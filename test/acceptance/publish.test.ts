import { appendFileSync } from 'node:fs';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { releaseBucketName, releaseKeys } from '../../lib/contract';
import { ACCOUNT } from '../bench/world/paths';
import { causeOf, Deployment, everyRegion, PACKAGE, REGIONS } from './deployment';

const VERSION = '1.0.0';
const deployment = new Deployment();
let complete: Record<string, string>;

beforeAll(() => deployment.start());
afterAll(() => deployment.remove());
afterEach(() => deployment.mend());

test('when nothing fails, a push ends with the very same files in every region', async () => {
  const pipeline = await deployment.pipelineOf(await deployment.push({ version: VERSION }));
  expect(pipeline.status).toBe('Succeeded');
  const served = await deployment.served();
  complete = served['us-east-1'] ?? {};
  expect(Object.keys(complete)).toEqual([
    'sample_wordcount-1.0.0-py3-none-any.whl',
    'sample_wordcount-1.0.0.tar.gz',
  ]);
  expect(served).toEqual(everyRegion(complete));
  expect(await deployment.ledger(VERSION)).toMatchObject({ releaseState: { S: 'Published' } });
});

test('publishing it again finds it published, and changes nothing', async () => {
  const execution = await deployment.run({ package: PACKAGE, version: VERSION });
  expect(JSON.parse(execution.output ?? '')).toMatchObject({ outcome: 'AlreadyPublished' });
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test('a version deleted in one region is restored there from the stored bytes, and left alone elsewhere', async () => {
  await deployment.deleteVersion('us-west-2', VERSION);
  expect((await deployment.vigilant('verify', PACKAGE, VERSION, '--local')).code).not.toBe(0);
  const republish = await deployment.vigilant('republish', PACKAGE, VERSION, '--local', '--follow');
  expect(republish).toMatchObject({ code: 0 });
  expect(await deployment.served()).toEqual(everyRegion(complete));
  expect((await deployment.vigilant('verify', PACKAGE, VERSION, '--local')).code).toBe(0);
});

test('a failed re-publish of one region leaves the others, and the ledger, as they were', async () => {
  await deployment.deleteVersion('eu-west-1', VERSION);
  await deployment.fault('--region', 'eu-west-1', '--operation', 'CopyPackageVersions', '--error', '503');
  const execution = await deployment.run({ package: PACKAGE, version: VERSION, regions: ['eu-west-1'] });
  expect(execution.error).toBe('PublishRolledBack');
  expect(await deployment.served()).toEqual({ ...everyRegion(complete), 'eu-west-1': {} });
  expect((await deployment.ledger(VERSION))['releaseState']).toEqual({ S: 'Published' });
  await deployment.mend();
  expect(await deployment.run({ package: PACKAGE, version: VERSION })).toMatchObject({ status: 'SUCCEEDED' });
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test('other content under a published version is refused, and changes nothing; each push is built, not the newest twice', async () => {
  const push = (line: string) =>
    deployment.push({
      version: VERSION,
      edit: (folder) => appendFileSync(`${folder}/README.md`, `\n${line}\n`),
    });
  // Until both are pushed, nothing is fetched.
  await deployment.fault(
    ...['--service', 'sts', '--operation', 'AssumeRole', '--matching', 'vigilant-source-action'],
    ...['--delay', '5000', '--times', '1'],
  );
  const commits = [await push('Changed without a new version.'), await push('And once more.')];
  for (const commit of commits) expect((await deployment.pipelineOf(commit)).status).toBe('Failed');
  const { stdout } = await deployment.vigilant('runs', '--local', '--json');
  expect(stdout).toContain('VersionConflict');
  expect(await deployment.served()).toEqual(everyRegion(complete));
});

test('of two runs of one version at once, one publishes and the other is refused', async () => {
  for (const region of REGIONS) await deployment.deleteVersion(region, VERSION);
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

test.each([
  [
    'other assets',
    [{ name: 'a-9.9.8.tar.gz', sha256: 'a'.repeat(64), size: 1 }],
    /expected assets with digest/,
  ],
  [
    'a path',
    [{ name: '../a.tar.gz', sha256: 'a'.repeat(64), size: 1 }],
    /assets\[0\]\.name: expected a file name/,
  ],
])(
  'a stored build with %s is no build of the version, and nothing is touched',
  async (_, assets, message) => {
    const release = { package: PACKAGE, version: '9.9.8', digest: '0'.repeat(64), assets };
    await deployment.clients.s3.send(
      new PutObjectCommand({
        Bucket: releaseBucketName('vigilant', ACCOUNT, REGIONS[0]),
        Key: releaseKeys(release).manifest,
        Body: JSON.stringify(release),
      }),
    );
    const { version, digest } = release;
    const execution = await deployment.run({ package: PACKAGE, version, digest });
    expect(execution.error).toBe('ReleaseNotFound');
    expect(causeOf(execution).message).toMatch(message);
    expect((await deployment.ledger(version))['lockOwner']).toBeUndefined();
  },
);

test('a region that does not answer refuses the run before anything is touched', async () => {
  await deployment.fault('--region', 'eu-west-1', '--operation', 'DescribePackageVersion', '--error', '503');
  const execution = await deployment.run({ package: PACKAGE, version: VERSION });
  expect(execution.error).toBe('RegionUnavailable');
  expect(causeOf(execution).message).toMatch(/eu-west-1/);
  expect((await deployment.ledger(VERSION))['lockOwner']).toBeUndefined();
});

test('everything is still there after the runtime was killed', async () => {
  await deployment.stop('SIGKILL');
  await deployment.start();
  expect(await deployment.served()).toEqual(everyRegion(complete));
  expect(await deployment.ledger(VERSION)).toMatchObject({ releaseState: { S: 'Published' } });
});
