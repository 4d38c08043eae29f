import { setImmediate } from 'node:timers/promises';
import { openStore } from '../../../lib/local/storage/store';
import { basic, sdist, sha256, upload, wheel } from './distributions';
import { ACCOUNT, type Harness, startHarness } from './harness';

let harness: Harness;
let token: string;

const PACKAGE = { domain: 'acme', repository: 'staging', format: 'pypi', package: 'word-count' };
const call = (operation: string, input: object = {}) => harness.call(operation, { ...PACKAGE, ...input });
const publish = async (version: string, content?: string) =>
  upload(harness.index('staging'), token, await wheel('word-count', version, content));
const version = (of: string) =>
  call('DescribePackageVersion', { packageVersion: of }).then(({ packageVersion }) => packageVersion);
const page = async () => {
  const response = await fetch(`${harness.index('staging')}simple/word-count/`, { headers: basic(token) });
  return await response.text();
};
const download = async (of: string) => {
  const { fileName } = await wheel('word-count', of);
  const path = `simple/word-count/${of}/${fileName}`;
  return (await fetch(harness.index('staging') + path, { headers: basic(token) })).status;
};

beforeEach(async () => {
  harness = await startHarness();
  token = await harness.token();
});
afterEach(() => harness.close());

describe('publishing', () => {
  test('the same bytes again succeed and change nothing', async () => {
    expect((await publish('1.0')).status).toBe(200);
    const before = await version('1.0');
    const events = harness.events.length;
    expect((await publish('1.0')).status).toBe(200);
    expect(await version('1.0')).toEqual(before);
    expect(harness.events).toHaveLength(events);
  });

  test('other bytes under the same name are a conflict and change nothing', async () => {
    await publish('1.0');
    const before = await call('ListPackageVersionAssets', { packageVersion: '1.0' });
    const response = await publish('1.0', 'x = 2\n');
    expect(response.status).toBe(409);
    expect(response.statusText).toBe('Conflict');
    expect(await response.text()).toContain('already exists with different content');
    expect(await call('ListPackageVersionAssets', { packageVersion: '1.0' })).toEqual(before);
  });

  test('identical uploads are conflicts when that is asked for', async () => {
    await harness.close();
    harness = await startHarness({ quirks: { identicalUpload: 'conflict' } });
    token = await harness.token();
    expect((await publish('1.0')).status).toBe(200);
    expect((await publish('1.0')).status).toBe(409);
  });

  test('each new asset gives the version a new revision', async () => {
    await publish('1.0');
    const first = await version('1.0');
    await upload(harness.index('staging'), token, sdist('word-count', '1.0'));
    const second = await version('1.0');
    expect(second.revision).not.toBe(first.revision);
    expect({ ...second, revision: '' }).toEqual({ ...first, revision: '' });
  });

  test('a deleted version can be published again with other bytes, under a new revision', async () => {
    await publish('1.0');
    const { revision } = await version('1.0');
    await call('DeletePackageVersions', { versions: ['1.0'] });
    expect((await publish('1.0', 'x = 2\n')).status).toBe(200);
    expect((await version('1.0')).revision).not.toBe(revision);
  });

  /** What nothing keeps apart is decided by what was there before a write of this store. */
  async function restartOnSlowStore(): Promise<void> {
    await harness.close();
    const store = await openStore();
    const batch = async (writes: Parameters<typeof store.batch>[0]) => {
      for (let turn = 0; turn < 50; turn++) await setImmediate();
      await store.batch(writes);
    };
    harness = await startHarness({ store: { ...store, batch } });
    token = await harness.token();
  }

  test('concurrent uploads of all files of a version are all kept', async () => {
    await restartOnSlowStore();
    const files = Array.from({ length: 12 }, (_, i) => ({
      ...sdist('word-count', '1.0', `part ${i}`),
      fileName: `word_count-1.0-${i}-py3-none-any.whl`,
    }));
    const answers = await Promise.all(files.map((file) => upload(harness.index('staging'), token, file)));
    expect(answers.map(({ status }) => status)).toEqual(files.map(() => 200));
    const { assets } = await call('ListPackageVersionAssets', { packageVersion: '1.0' });
    expect(assets).toHaveLength(files.length);
  });

  test('of concurrent uploads of one name with different bytes exactly one wins', async () => {
    await restartOnSlowStore();
    const answers = await Promise.all(Array.from({ length: 6 }, (_, i) => publish('1.0', `x = ${i}\n`)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
  });
});

describe('describing', () => {
  test('a version tells what its upload said', async () => {
    await upload(harness.index('staging'), token, await wheel('Word.Count', '1.0'), {
      project_urls: 'Source, https://example.com/source',
      home_page: 'https://example.com',
      description: 'Counts words',
    });
    expect(await version('1.0')).toEqual({
      format: 'pypi',
      packageName: 'word-count',
      displayName: 'Word.Count',
      version: '1.0',
      summary: 'A test',
      homePage: 'https://example.com',
      sourceCodeRepository: 'https://example.com/source',
      licenses: [{ name: 'MIT-0' }],
      publishedTime: new Date(harness.clock.now()),
      revision: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/),
      status: 'Published',
      origin: { originType: 'INTERNAL', domainEntryPoint: { repositoryName: 'staging' } },
    });
    expect((await call('GetPackageVersionReadme', { packageVersion: '1.0' })).readme).toBe('Counts words');
  });

  test('assets are listed with size and four hashes', async () => {
    const file = await wheel('word-count', '1.0');
    await publish('1.0');
    const { assets, versionRevision } = await call('ListPackageVersionAssets', { packageVersion: '1.0' });
    expect(versionRevision).toBe((await version('1.0')).revision);
    expect(assets).toEqual([
      {
        name: file.fileName,
        size: file.bytes.length,
        hashes: {
          MD5: expect.stringMatching(/^[0-9a-f]{32}$/),
          'SHA-1': expect.stringMatching(/^[0-9a-f]{40}$/),
          'SHA-256': sha256(file.bytes),
          'SHA-512': expect.stringMatching(/^[0-9a-f]{128}$/),
        },
      },
    ]);
  });

  test('what does not exist is told apart by its type', async () => {
    const missing = async (operation: string, input: object = {}) => {
      const error = await call(operation, input).catch((thrown) => thrown);
      return [error.code, error.details.resourceType, error.details.resourceId];
    };
    const of = (type: string, id: string) => ['ResourceNotFoundException', type, id];
    const described = { packageVersion: '9' };
    expect(await missing('DescribePackageVersion', { ...described, domain: 'none' })).toEqual(
      of('domain', 'none'),
    );
    expect(await missing('DescribePackageVersion', { ...described, repository: 'none' })).toEqual(
      of('repository', 'none'),
    );
    expect(await missing('DescribePackageVersion', described)).toEqual(of('package', 'word-count'));
    await publish('1.0');
    expect(await missing('DescribePackageVersion', described)).toEqual(of('package-version', '9'));
    expect(await missing('GetPackageVersionAsset', { packageVersion: '1.0', asset: 'none' })).toEqual(
      of('asset', 'none'),
    );
    const spelled = await missing('ListPackageVersions', { package: 'Word_Count' });
    expect(spelled).toEqual(of('package', 'Word_Count'));
  });

  test('an asset comes with its version and revision', async () => {
    const file = await wheel('word-count', '1.0');
    await publish('1.0');
    const { asset, ...headers } = await call('GetPackageVersionAsset', {
      packageVersion: '1.0',
      asset: file.fileName,
    });
    const chunks: Buffer[] = [];
    for await (const chunk of asset) chunks.push(chunk);
    expect(Buffer.concat(chunks)).toEqual(file.bytes);
    const { revision } = await version('1.0');
    expect(headers).toEqual({
      assetName: file.fileName,
      packageVersion: '1.0',
      packageVersionRevision: revision,
    });
  });

  test('versions can be listed by page, by status and by age', async () => {
    for (const number of ['1.0', '3.0', '2.0']) {
      harness.clock.time += 1000;
      await publish(number);
    }
    await call('UpdatePackageVersionsStatus', { versions: ['3.0'], targetStatus: 'Unlisted' });
    const list = async (input: object) => {
      const found: string[] = [];
      let pages = 0;
      let nextToken: string | undefined;
      do {
        const answer = await call('ListPackageVersions', { ...input, nextToken });
        found.push(...answer.versions.map((one: any) => one.version));
        nextToken = answer.nextToken;
        pages += 1;
      } while (nextToken);
      return { found, pages };
    };
    expect(await list({ maxResults: 1 })).toEqual({ found: ['1.0', '2.0', '3.0'], pages: 3 });
    expect(await list({ sortBy: 'PUBLISHED_TIME', maxResults: 2 })).toEqual({
      found: ['2.0', '3.0', '1.0'],
      pages: 2,
    });
    expect(await list({ status: 'Published' })).toEqual({ found: ['1.0', '2.0'], pages: 1 });
    expect((await call('ListPackageVersions')).defaultDisplayVersion).toBe('2.0');
  });

  test('packages can be listed by page and prefix', async () => {
    for (const name of ['a', 'b-one', 'b-two', 'c'])
      await upload(harness.index('staging'), token, await wheel(name, '1.0'));
    const repository = { domain: 'acme', repository: 'staging' };
    const first = await harness.call('ListPackages', { ...repository, maxResults: 3 });
    expect(first.packages.map((one: any) => one.package)).toEqual(['a', 'b-one', 'b-two']);
    const second = await harness.call('ListPackages', {
      ...repository,
      maxResults: 3,
      nextToken: first.nextToken,
    });
    expect(second).toEqual({
      packages: [
        {
          format: 'pypi',
          package: 'c',
          originConfiguration: { restrictions: { publish: 'ALLOW', upstream: 'BLOCK' } },
        },
      ],
    });
    const some = await harness.call('ListPackages', { ...repository, packagePrefix: 'b-' });
    expect(some.packages.map((one: any) => one.package)).toEqual(['b-one', 'b-two']);
  });

  test('a token of another list is refused', async () => {
    for (const number of ['1.0', '2.0']) await publish(number);
    const { nextToken } = await call('ListPackageVersions', { maxResults: 1 });
    const misuse = harness.call('ListPackages', { domain: 'acme', repository: 'staging', nextToken });
    await expect(misuse).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

describe('statuses', () => {
  const update = (targetStatus: string, input: object = {}) =>
    call('UpdatePackageVersionsStatus', { versions: ['1.0'], targetStatus, ...input });

  beforeEach(async () => {
    await publish('1.0');
    await publish('2.0');
  });

  test.each([
    ['Published', true, 200, 200],
    ['Unlisted', false, 200, 200],
    ['Archived', false, 404, 409],
  ])('%s: listed %s, download %i, another upload %i', async (status, listed, downloaded, uploaded) => {
    await update(status);
    expect((await page()).includes('word_count-1.0-py3')).toBe(listed);
    expect(await page()).toContain('word_count-2.0-py3');
    expect(await download('1.0')).toBe(downloaded);
    const more = await upload(harness.index('staging'), token, sdist('word-count', '1.0'));
    expect(more.status).toBe(uploaded);
  });

  test('a status is reversible and keeps the revision', async () => {
    const { revision } = await version('1.0');
    expect(await update('Archived')).toEqual({
      successfulVersions: { '1.0': { revision, status: 'Archived' } },
      failedVersions: {},
    });
    await update('Published');
    const events = harness.events.length;
    await update('Published');
    expect(harness.events).toHaveLength(events);
    expect(await version('1.0')).toMatchObject({ revision, status: 'Published' });
    expect(await download('1.0')).toBe(200);
  });

  test('a disposed version has lost its assets and can only be deleted', async () => {
    const { revision } = await version('1.0');
    const disposed = await call('DisposePackageVersions', { versions: ['1.0'], expectedStatus: 'Published' });
    expect(disposed.successfulVersions).toEqual({ '1.0': { revision, status: 'Disposed' } });
    expect(await download('1.0')).toBe(404);
    expect((await publish('1.0')).status).toBe(409);
    expect((await update('Published')).failedVersions['1.0'].errorCode).toBe('NOT_ALLOWED');
    expect((await call('ListPackageVersionAssets', { packageVersion: '1.0' })).assets).toEqual([]);
    expect((await call('DeletePackageVersions', { versions: ['1.0'] })).failedVersions).toEqual({});
  });

  test('a fence on the status holds', async () => {
    expect(await update('Archived', { versions: ['1.0', '2.0'], expectedStatus: 'Unlisted' })).toEqual({
      successfulVersions: {},
      failedVersions: {
        '1.0': {
          errorCode: 'MISMATCHED_STATUS',
          errorMessage: 'current status: Published, expected status: Unlisted',
        },
        '2.0': {
          errorCode: 'MISMATCHED_STATUS',
          errorMessage: 'current status: Published, expected status: Unlisted',
        },
      },
    });
    expect((await version('1.0')).status).toBe('Published');
  });

  test('of concurrent changes that expect the same status exactly one is made', async () => {
    const answers = await Promise.all(
      ['Archived', 'Unlisted'].map((status) => update(status, { expectedStatus: 'Published' })),
    );
    expect(answers.filter(({ failedVersions }) => failedVersions['1.0'])).toHaveLength(1);
  });

  test('a fence on the revision holds, and the other versions are skipped', async () => {
    const { revision } = await version('2.0');
    const versionRevisions = { '1.0': 'wrong', '2.0': revision };
    const answer = await update('Archived', { versions: ['1.0', '2.0'], versionRevisions });
    expect(answer).toEqual({
      successfulVersions: {},
      failedVersions: {
        '1.0': {
          errorCode: 'MISMATCHED_REVISION',
          errorMessage: `current revision: ${(await version('1.0')).revision}, expected revision: wrong`,
        },
        '2.0': { errorCode: 'SKIPPED', errorMessage: 'version 2.0 is skipped' },
      },
    });
    expect((await version('2.0')).status).toBe('Published');
  });

  test('revisions must be given for exactly the versions named', async () => {
    const revisions = async (...names: string[]) =>
      Object.fromEntries(
        await Promise.all(names.map(async (name) => [name, (await version(name)).revision])),
      );
    const both = await revisions('1.0', '2.0');
    for (const input of [
      { versionRevisions: await revisions('2.0') },
      { versionRevisions: both },
      { versions: ['1.0', '3.0'], versionRevisions: both },
    ])
      await expect(update('Archived', input)).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('other formats, and namespaces, are not emulated and refused', async () => {
    for (const input of [{ format: 'npm' }, { namespace: 'acme' }])
      await expect(update('Archived', input)).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test.each(['Unfinished', 'Disposed', 'Deleted'])('%s is no status to set', async (status) => {
    await expect(update(status)).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

describe('deleting', () => {
  test('a version goes, its package stays', async () => {
    await publish('1.0');
    const { revision } = await version('1.0');
    expect(await call('DeletePackageVersions', { versions: ['1.0'] })).toEqual({
      successfulVersions: { '1.0': { revision, status: 'Deleted' } },
      failedVersions: {},
    });
    expect((await call('ListPackageVersions')).versions).toEqual([]);
    expect(await page()).not.toContain('.whl');
    expect((await call('DescribePackage')).package.name).toBe('word-count');
  });

  test('an archived version is deleted only by a call that does not expect another status', async () => {
    await publish('1.0');
    await call('UpdatePackageVersionsStatus', { versions: ['1.0'], targetStatus: 'Archived' });
    const wrong = await call('DeletePackageVersions', { versions: ['1.0'], expectedStatus: 'Published' });
    expect(wrong.failedVersions['1.0'].errorCode).toBe('MISMATCHED_STATUS');
    const right = await call('DeletePackageVersions', { versions: ['1.0'], expectedStatus: 'Archived' });
    expect(right.failedVersions).toEqual({});
  });

  test('deleting again says that the version is not there', async () => {
    await publish('1.0');
    await call('DeletePackageVersions', { versions: ['1.0'] });
    const again = await call('DeletePackageVersions', { versions: ['1.0'] });
    expect(again.failedVersions['1.0'].errorCode).toBe('NOT_FOUND');
  });

  test('a package goes with all its versions', async () => {
    await publish('1.0');
    await publish('2.0');
    const { deletedPackage } = await call('DeletePackage');
    expect(deletedPackage).toMatchObject({ format: 'pypi', package: 'word-count' });
    await expect(call('DescribePackage')).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
    const events = harness.events
      .slice(-2)
      .map(({ detail }) => [detail['packageVersion'], detail['operationType'], detail['sequenceNumber']]);
    expect(events).toEqual([
      ['1.0', 'Deleted', 3],
      ['2.0', 'Deleted', 4],
    ]);
  });
});

test('every change of a version is announced, in sequence', async () => {
  await publish('1.0');
  await upload(harness.index('staging'), token, sdist('word-count', '1.0'));
  await call('UpdatePackageVersionsStatus', { versions: ['1.0'], targetStatus: 'Archived' });
  await call('DeletePackageVersions', { versions: ['1.0'] });
  expect(harness.events.map(({ detail }) => detail['sequenceNumber'])).toEqual([1, 2, 3, 4]);
  expect(harness.events[0]).toEqual({
    source: 'aws.codeartifact',
    'detail-type': 'CodeArtifact Package Version State Change',
    region: 'us-east-1',
    account: ACCOUNT,
    resources: [`arn:aws:codeartifact:us-east-1:${ACCOUNT}:package/acme/staging/pypi//word-count`],
    detail: {
      domainName: 'acme',
      domainOwner: ACCOUNT,
      repositoryName: 'staging',
      repositoryAdministrator: ACCOUNT,
      packageFormat: 'pypi',
      packageNamespace: null,
      packageName: 'word-count',
      packageVersion: '1.0',
      packageVersionState: 'Published',
      packageVersionRevision: expect.any(String),
      changes: {
        assetsAdded: 1,
        assetsRemoved: 0,
        assetsUpdated: 0,
        metadataUpdated: true,
        statusChanged: true,
      },
      operationType: 'Created',
      sequenceNumber: 1,
      eventDeduplicationId: expect.any(String),
    },
  });
  const kinds = harness.events.map(({ detail }) => [
    detail['operationType'],
    (detail['changes'] as any).assetsAdded,
  ]);
  expect(kinds).toEqual([
    ['Created', 1],
    ['Updated', 1],
    ['Updated', 0],
    ['Deleted', 0],
  ]);
});
