import { basic, upload, wheel } from './distributions';
import { type Harness, startHarness } from './harness';

let harness: Harness;
let token: string;

const PACKAGE = { domain: 'acme', format: 'pypi', package: 'word-count' };
const publish = async (repository: string, version: string, name = 'word-count') =>
  upload(harness.index(repository), token, await wheel(name, version));
const page = async (repository: string, name = 'word-count') => {
  const response = await fetch(`${harness.index(repository)}simple/${name}/`, { headers: basic(token) });
  return { status: response.status, text: await response.text() };
};
const group = (pattern: string, restrictions: Record<string, object | string>) => {
  const entries = Object.entries(restrictions).map(([name, setting]) => [
    name,
    typeof setting === 'string' ? { RestrictionMode: setting } : setting,
  ]);
  const OriginConfiguration = { Restrictions: Object.fromEntries(entries) };
  return harness.deploy('PackageGroup', { DomainName: 'acme', Pattern: pattern, OriginConfiguration });
};
const setOrigin = (repository: string, publishing: string, upstream: string) =>
  harness.call('PutPackageOriginConfiguration', {
    ...PACKAGE,
    repository,
    restrictions: { publish: publishing, upstream },
  });

beforeEach(async () => {
  harness = await startHarness();
  token = await harness.token();
});
afterEach(() => harness.close());

describe('upstreams', () => {
  beforeEach(async () => {
    await harness.deploy('Repository', {
      DomainName: 'acme',
      RepositoryName: 'downstream',
      Upstreams: ['staging', 'release'],
    });
  });

  test('versions of all upstreams are seen, the first that has a version decides', async () => {
    await publish('staging', '1.0');
    await publish('release', '1.0');
    await publish('release', '2.0');
    await harness.call('UpdatePackageVersionsStatus', {
      ...PACKAGE,
      repository: 'staging',
      versions: ['1.0'],
      targetStatus: 'Unlisted',
    });
    const { text } = await page('downstream');
    expect(text).not.toContain('word_count-1.0-py3');
    expect(text).toContain('word_count-2.0-py3');
  });

  test('a downloaded version is kept, even when the upstream loses it', async () => {
    await publish('release', '1.0');
    const path = 'simple/word-count/1.0/word_count-1.0-py3-none-any.whl';
    const download = async () => {
      const response = await fetch(harness.index('downstream') + path, { headers: basic(token) });
      await response.arrayBuffer();
      return response.status;
    };
    expect(await Promise.all([download(), download(), download()])).toEqual([200, 200, 200]);
    const [, ...events] = harness.events;
    expect(events.map(({ detail }) => [detail['repositoryName'], detail['operationType']])).toEqual([
      ['downstream', 'Created'],
    ]);
    const kept = await harness.call('DescribePackage', { ...PACKAGE, repository: 'downstream' });
    expect(kept.package.originConfiguration.restrictions).toEqual({ publish: 'BLOCK', upstream: 'ALLOW' });
    await harness.call('DeletePackageVersions', { ...PACKAGE, repository: 'release', versions: ['1.0'] });
    expect(await download()).toBe(200);
  });

  test('a version that an upstream has cannot be published, another one can', async () => {
    await publish('release', '1.0');
    const refused = await publish('downstream', '1.0');
    expect(refused.status).toBe(409);
    expect(await refused.text()).toContain('it exists in the upstream repository release');
    expect((await publish('downstream', '1.1')).status).toBe(200);
  });

  test('a package that was published here gets nothing from upstream any more', async () => {
    await publish('downstream', '1.0');
    await publish('release', '2.0');
    expect((await page('downstream')).text).not.toContain('2.0');
    await setOrigin('downstream', 'ALLOW', 'ALLOW');
    expect((await page('downstream')).text).toContain('word_count-2.0-py3');
  });

  test('the API looks into the repository itself only', async () => {
    await publish('release', '1.0');
    const described = harness.call('DescribePackage', { ...PACKAGE, repository: 'downstream' });
    await expect(described).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  });
});

test('a package that is only known over an external connection is refused with the reason', async () => {
  await harness.deploy('Repository', {
    DomainName: 'acme',
    RepositoryName: 'pypi-store',
    ExternalConnections: ['public:pypi'],
  });
  await harness.deploy('Repository', {
    DomainName: 'acme',
    RepositoryName: 'release',
    Upstreams: ['pypi-store'],
  });
  const { status, text } = await page('release', 'requests');
  expect(status).toBe(404);
  expect(text).toContain('external connection public:pypi; nothing is fetched from outside here');
});

describe('package origin controls', () => {
  test('a name can be reserved before its first version', async () => {
    await setOrigin('staging', 'BLOCK', 'BLOCK');
    const refused = await publish('staging', '1.0');
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('This package is configured to block new versions');
    await setOrigin('staging', 'ALLOW', 'BLOCK');
    expect((await publish('staging', '1.0')).status).toBe(200);
  });

  test('a published package allows publishing and blocks upstreams', async () => {
    await publish('staging', '1.0');
    const described = await harness.call('DescribePackage', { ...PACKAGE, repository: 'staging' });
    expect(described.package.originConfiguration.restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
  });

  test('a name that is not normalised is refused', async () => {
    const put = harness.call('PutPackageOriginConfiguration', {
      ...PACKAGE,
      package: 'Word_Count',
      repository: 'staging',
      restrictions: { publish: 'ALLOW', upstream: 'ALLOW' },
    });
    await expect(put).rejects.toMatchObject({ code: 'ValidationException' });
  });
});

describe('package groups', () => {
  test('a group blocks publishing of its packages, a more specific one allows it', async () => {
    await group('/pypi/*', { Publish: 'BLOCK' });
    await group('/pypi//word~', { Publish: 'ALLOW' });
    expect((await publish('staging', '1.0', 'other')).status).toBe(403);
    expect((await publish('staging', '1.0', 'word-count')).status).toBe(200);
    expect((await publish('staging', '1.0', 'wordy')).status).toBe(403);
  });

  test('publishing can be allowed in some repositories only', async () => {
    await group('/pypi//word-count$', {
      Publish: { RestrictionMode: 'ALLOW_SPECIFIC_REPOSITORIES', Repositories: ['staging'] },
    });
    expect((await publish('staging', '1.0')).status).toBe(200);
    expect((await publish('release', '1.0')).status).toBe(403);
  });

  test('a copy is not stopped by a group', async () => {
    await publish('staging', '1.0');
    await group('/pypi/*', { Publish: 'BLOCK', InternalUpstream: 'BLOCK', ExternalUpstream: 'BLOCK' });
    const answer = await harness.call('CopyPackageVersions', {
      ...PACKAGE,
      sourceRepository: 'staging',
      destinationRepository: 'release',
      versions: ['1.0'],
    });
    expect(Object.keys(answer.successfulVersions)).toEqual(['1.0']);
  });

  test('a group that blocks internal upstreams hides them', async () => {
    await harness.deploy('Repository', {
      DomainName: 'acme',
      RepositoryName: 'downstream',
      Upstreams: ['release'],
    });
    await publish('release', '1.0');
    expect((await page('downstream')).status).toBe(200);
    await group('/pypi//word-count$', { InternalUpstream: 'BLOCK' });
    expect((await page('downstream')).status).toBe(404);
  });

  test('settings are inherited from the parent, and described so', async () => {
    await group('/pypi/*', { Publish: 'BLOCK' });
    await group('/pypi//word-count$', { ExternalUpstream: 'BLOCK' });
    const { packageGroup, associationType } = await harness.call('GetAssociatedPackageGroup', {
      domain: 'acme',
      format: 'pypi',
      package: 'word-count',
    });
    expect(associationType).toBe('STRONG');
    expect(packageGroup).toMatchObject({
      pattern: '/pypi//word-count$',
      parent: { pattern: '/pypi/*' },
      originConfiguration: {
        restrictions: {
          PUBLISH: { mode: 'INHERIT', effectiveMode: 'BLOCK', inheritedFrom: { pattern: '/pypi/*' } },
          EXTERNAL_UPSTREAM: { mode: 'BLOCK', effectiveMode: 'BLOCK' },
          INTERNAL_UPSTREAM: { mode: 'INHERIT', effectiveMode: 'ALLOW', inheritedFrom: { pattern: '/*' } },
        },
      },
    });
    const { packageGroups } = await harness.call('ListPackageGroups', { domain: 'acme' });
    expect(packageGroups.map((one: any) => one.pattern)).toEqual(['/*', '/pypi/*', '/pypi//word-count$']);
  });

  test.each(['/pypi//acme*', '/python/*', 'pypi/*', '/pypi//a/b$', '/pypi//acme', '/*/acme$'])(
    'the pattern %s is refused when it is deployed',
    async (pattern) => {
      await expect(group(pattern, {})).rejects.toThrow('expected a package group pattern');
    },
  );
});
