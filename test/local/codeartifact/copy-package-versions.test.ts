import { sdist, upload, wheel } from './distributions';
import { type Harness, startHarness } from './harness';

let harness: Harness;
let token: string;

const PACKAGE = { domain: 'acme', format: 'pypi', package: 'word-count' };
const publish = async (repository: string, version: string, content?: string) =>
  upload(harness.index(repository), token, await wheel('word-count', version, content));
const copy = (input: object) =>
  harness.call('CopyPackageVersions', {
    ...PACKAGE,
    sourceRepository: 'staging',
    destinationRepository: 'release',
    ...input,
  });
const versionIn = async (repository: string, packageVersion: string) =>
  (await harness.call('DescribePackageVersion', { ...PACKAGE, repository, packageVersion })).packageVersion;
const assetsIn = async (repository: string, packageVersion: string) =>
  (await harness.call('ListPackageVersionAssets', { ...PACKAGE, repository, packageVersion })).assets;

beforeEach(async () => {
  harness = await startHarness();
  token = await harness.token();
});
afterEach(() => harness.close());

test('a copy has all assets of the version and is announced', async () => {
  await publish('staging', '1.0');
  await upload(harness.index('staging'), token, sdist('word-count', '1.0'));
  const { revision } = await versionIn('staging', '1.0');
  const answer = await copy({ versionRevisions: { '1.0': revision } });
  const copied = await versionIn('release', '1.0');
  expect(answer).toEqual({
    successfulVersions: { '1.0': { revision: copied.revision, status: 'Published' } },
    failedVersions: {},
  });
  expect(await assetsIn('release', '1.0')).toEqual(await assetsIn('staging', '1.0'));
  expect(copied.origin.domainEntryPoint).toEqual({ repositoryName: 'staging' });
  expect(harness.events.at(-1)?.detail).toMatchObject({
    repositoryName: 'release',
    operationType: 'Created',
    changes: { assetsAdded: 2 },
  });
});

test('a version that is identical at its destination is neither copied nor listed', async () => {
  await publish('staging', '1.0');
  await publish('staging', '2.0');
  await copy({ versions: ['1.0'] });
  const { revision } = await versionIn('release', '1.0');
  const answer = await copy({ versions: ['1.0', '2.0'] });
  expect(Object.keys(answer.successfulVersions)).toEqual(['2.0']);
  expect(answer.failedVersions).toEqual({});
  expect((await versionIn('release', '1.0')).revision).toBe(revision);
});

test('the same files are identical in whatever order they were uploaded', async () => {
  const files = [await wheel('word-count', '1.0'), sdist('word-count', '1.0')];
  for (const file of files) await upload(harness.index('staging'), token, file);
  for (const file of files.reverse()) await upload(harness.index('release'), token, file);
  expect(await copy({ versions: ['1.0'] })).toEqual({ successfulVersions: {}, failedVersions: {} });
});

test('a version that differs at its destination is not overwritten, and the others are skipped', async () => {
  await publish('staging', '1.0');
  await publish('staging', '2.0');
  await publish('release', '1.0', 'x = 2\n');
  expect(await copy({ versions: ['1.0', '2.0'] })).toEqual({
    successfulVersions: {},
    failedVersions: {
      '1.0': { errorCode: 'ALREADY_EXISTS', errorMessage: 'Version 1.0 already exists' },
      '2.0': { errorCode: 'SKIPPED', errorMessage: 'Version 2.0 was skipped' },
    },
  });
  await expect(versionIn('release', '2.0')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('allowOverwrite makes the destination what the source is', async () => {
  await publish('staging', '1.0');
  await publish('release', '1.0', 'x = 2\n');
  await upload(harness.index('release'), token, sdist('word-count', '1.0'));
  const answer = await copy({ versions: ['1.0'], allowOverwrite: true });
  expect(Object.keys(answer.successfulVersions)).toEqual(['1.0']);
  expect(await assetsIn('release', '1.0')).toEqual(await assetsIn('staging', '1.0'));
});

test('a version that is missing, or at another revision, fails and the others are skipped', async () => {
  await publish('staging', '1.0');
  const missing = await copy({ versions: ['1.0', '5.6.7'] });
  expect(missing.failedVersions).toEqual({
    '1.0': { errorCode: 'SKIPPED', errorMessage: 'Version 1.0 was skipped' },
    '5.6.7': { errorCode: 'NOT_FOUND', errorMessage: 'Could not find version 5.6.7' },
  });
  const moved = await copy({ versionRevisions: { '1.0': 'another' } });
  expect(moved.failedVersions['1.0'].errorCode).toBe('MISMATCHED_REVISION');
});

test('an archived version is not copied, an unlisted one is', async () => {
  const status = (targetStatus: string) =>
    harness.call('UpdatePackageVersionsStatus', {
      ...PACKAGE,
      repository: 'staging',
      versions: ['1.0'],
      targetStatus,
    });
  await publish('staging', '1.0');
  await status('Archived');
  expect(await copy({ versions: ['1.0'] })).toEqual({
    successfulVersions: {},
    failedVersions: { '1.0': { errorCode: 'NOT_ALLOWED', errorMessage: 'Version 1.0 is Archived' } },
  });
  await status('Unlisted');
  expect(Object.keys((await copy({ versions: ['1.0'] })).successfulVersions)).toEqual(['1.0']);
});

test.each([
  ['staging', 'Version 1.0 is Disposed'],
  ['release', 'Version 1.0 is Disposed in the destination repository'],
])('a version that is disposed in %s is not copied', async (repository, errorMessage) => {
  await publish('staging', '1.0');
  await publish('release', '1.0', 'x = 2\n');
  await harness.call('DisposePackageVersions', { ...PACKAGE, repository, versions: ['1.0'] });
  const { failedVersions } = await copy({ versions: ['1.0'], allowOverwrite: true });
  expect(failedVersions).toEqual({ '1.0': { errorCode: 'NOT_ALLOWED', errorMessage } });
});

test('a package that begins with a copy has the origin controls of one that was published', async () => {
  await publish('staging', '1.0');
  await copy({ versions: ['1.0'] });
  const described = await harness.call('DescribePackage', { ...PACKAGE, repository: 'release' });
  expect(described.package.originConfiguration.restrictions).toEqual({ publish: 'ALLOW', upstream: 'BLOCK' });
});

test('a repository is no destination of its own', async () => {
  await publish('staging', '1.0');
  const same = copy({ versions: ['1.0'], destinationRepository: 'staging' });
  await expect(same).rejects.toMatchObject({ code: 'ValidationException' });
});

test('a missing package, repository or domain is an error', async () => {
  await expect(copy({ versions: ['1.0'] })).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await publish('staging', '1.0');
  const elsewhere = copy({ versions: ['1.0'], destinationRepository: 'none' });
  await expect(elsewhere).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('versions and revisions exclude each other, and 1 to 100 of one of them are needed', async () => {
  await publish('staging', '1.0');
  const { revision } = await versionIn('staging', '1.0');
  const of = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, i) => [`${i}.0`, revision]));
  expect(Object.keys((await copy({ versionRevisions: of(100) })).failedVersions)).toHaveLength(100);
  for (const input of [
    ...[{}, { versions: ['1.0'], versionRevisions: { '1.0': revision } }],
    ...[{ versions: [] }, { versionRevisions: {} }, { versionRevisions: of(101) }],
  ])
    await expect(copy(input)).rejects.toMatchObject({ code: 'ValidationException' });
});

test('upstreams of the source are copied from only when asked for', async () => {
  await harness.deploy('Repository', {
    DomainName: 'acme',
    RepositoryName: 'downstream',
    Upstreams: ['staging'],
  });
  await publish('staging', '1.0');
  const request = { sourceRepository: 'downstream', versions: ['1.0'] };
  await expect(copy(request)).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  const answer = await copy({ ...request, includeFromUpstream: true });
  expect(Object.keys(answer.successfulVersions)).toEqual(['1.0']);
});

test('of concurrent copies of different bytes from two repositories exactly one is made', async () => {
  await harness.deploy('Repository', { DomainName: 'acme', RepositoryName: 'other' });
  await publish('staging', '1.0');
  await publish('other', '1.0', 'x = 2\n');
  const answers = await Promise.all(
    ['staging', 'other'].map((sourceRepository) => copy({ sourceRepository, versions: ['1.0'] })),
  );
  const refused = answers.filter(
    ({ failedVersions }) => failedVersions['1.0']?.errorCode === 'ALREADY_EXISTS',
  );
  expect(refused).toHaveLength(1);
});

test('copies made while the source changes hold one state of it, as their revision fence says', async () => {
  await publish('staging', '1.0');
  const { revision } = await versionIn('staging', '1.0');
  const [, ...answers] = await Promise.all([
    upload(harness.index('staging'), token, sdist('word-count', '1.0')),
    copy({ versionRevisions: { '1.0': revision } }),
    copy({ versionRevisions: { '1.0': revision } }),
  ]);
  const fenced = answers.every(
    ({ failedVersions }) => failedVersions['1.0']?.errorCode === 'MISMATCHED_REVISION',
  );
  const copied = await assetsIn('release', '1.0').catch(() => []);
  expect(copied).toHaveLength(fenced ? 0 : 1);
});
