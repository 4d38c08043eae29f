import { basic } from '../local/codeartifact/distributions';
import { contractRun } from './contract-run';
import { PACKAGE, packageDomain, sample } from './package-domain';

// Costs on AWS: below a cent, see packageDomain.
const run = contractRun();
const packages = packageDomain(run);
beforeAll(() => packages.create());

describe('copies', () => {
  const copy = (versions: string[], settings: object = {}) =>
    packages.client.copyPackageVersions({
      domain: packages.domain,
      sourceRepository: 'staging',
      destinationRepository: 'release',
      format: 'pypi',
      package: PACKAGE,
      versions,
      ...settings,
    });

  test('a copy has all assets of the version', async () => {
    await packages.publish('staging', await sample('1.0'));
    await packages.publish('staging', await sample('1.0', { build: '1' }));
    const { successfulVersions, failedVersions } = await copy(['1.0']);
    expect(failedVersions).toEqual({});
    expect(successfulVersions).toMatchObject({ '1.0': { status: 'Published' } });
    await run.eventually(async () =>
      expect(await packages.assets('release', '1.0')).toEqual(await packages.assets('staging', '1.0')),
    );
  });

  test('a version that differs at its destination is overwritten only when that is allowed', async () => {
    await packages.publish('staging', await sample('1.1'));
    expect((await copy(['1.1'])).failedVersions).toEqual({});
    await packages.publish('staging', await sample('1.1', { build: '1' }));
    const refused = await copy(['1.1']);
    expect(refused.failedVersions).toMatchObject({ '1.1': { errorCode: 'ALREADY_EXISTS' } });
    expect((await packages.assets('release', '1.1')).size).toBe(1);
    expect((await copy(['1.1'], { allowOverwrite: true })).failedVersions).toEqual({});
    await run.eventually(async () => expect((await packages.assets('release', '1.1')).size).toBe(2));
  });

  test('a version that is missing, or at another revision, fails and the others are skipped', async () => {
    await packages.publish('staging', await sample('1.2'));
    expect((await copy(['1.2', '1.999'])).failedVersions).toMatchObject({
      '1.999': { errorCode: 'NOT_FOUND' },
      '1.2': { errorCode: 'SKIPPED' },
    });
    const { revision } = await packages.version('staging', '1.2');
    const versionRevisions = { '1.2': `${revision.slice(0, -4)}AAA=` };
    const pinned = await copy([], { versions: undefined, versionRevisions });
    expect(pinned.failedVersions).toMatchObject({ '1.2': { errorCode: 'MISMATCHED_REVISION' } });
    await expect(packages.version('release', '1.2')).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  test('there is no copy of a package that does not exist', async () => {
    await expect(copy(['1.0'], { package: 'contract-none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      $metadata: { httpStatusCode: 404 },
    });
  });
});

describe('origin controls', () => {
  const set = (publish: 'ALLOW' | 'BLOCK') =>
    packages.client.putPackageOriginConfiguration({
      ...packages.of('staging'),
      restrictions: { publish, upstream: 'BLOCK' },
    });

  test('a package that was published allows publishing and blocks upstreams', async () => {
    await packages.publish('staging', await sample('2.0'));
    const described = await packages.client.describePackage(packages.of('staging'));
    expect(described.package?.originConfiguration?.restrictions).toEqual({
      publish: 'ALLOW',
      upstream: 'BLOCK',
    });
  });

  test('a package that blocks publishing takes no new version', async () => {
    await set('BLOCK');
    try {
      // Which status it is, is not documented.
      const refused = await packages.upload('staging', await sample('2.1'));
      expect(refused.status).toBeGreaterThanOrEqual(400);
      expect(refused.status).toBeLessThan(500);
      await expect(packages.version('staging', '2.1')).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
      });
    } finally {
      await set('ALLOW');
    }
    await packages.publish('staging', await sample('2.1'));
  });
});

describe('the package index', () => {
  test('its HTML page names each file with its hash and the Python it needs', async () => {
    const file = await sample('3.0');
    await packages.publish('staging', file);
    const hash = (await packages.assets('staging', '3.0')).get(file.fileName);
    await run.eventually(async () => {
      const response = await packages.get('staging', `simple/${PACKAGE}/`);
      expect([response.status, response.headers.get('content-type')]).toEqual([
        200,
        expect.stringMatching(/html/),
      ]);
      const page = await response.text();
      expect(page).toContain(`#sha256=${hash}`);
      expect(page).toMatch(/data-requires-python="(&gt;|&#62;|>)=3\.8"/);
    });
  });

  test('its JSON page has hashes and requires-python', async () => {
    const file = await sample('3.1');
    await packages.publish('staging', file);
    const hash = (await packages.assets('staging', '3.1')).get(file.fileName);
    await run.eventually(async () => {
      const response = await packages.get('staging', `simple/${PACKAGE}/`, {
        ...basic(packages.token),
        Accept: 'application/vnd.pypi.simple.v1+json',
      });
      expect(response.headers.get('content-type')).toContain('application/vnd.pypi.simple.v1+json');
      const { name, files } = (await response.json()) as { name: string; files: Record<string, unknown>[] };
      expect(name).toBe(PACKAGE);
      expect(files.find(({ filename }) => filename === file.fileName)).toMatchObject({
        hashes: { sha256: hash },
        'requires-python': '>=3.8',
      });
    });
  });

  test('a listed file is the one that was uploaded, under any spelling of the name', async () => {
    const file = await sample('3.2');
    await packages.publish('staging', file);
    await run.eventually(async () => {
      const { status, bytes } = await packages.download('staging', file);
      expect([status, bytes.equals(file.bytes)]).toEqual([200, true]);
    });
    expect((await packages.get('staging', 'simple/Contract_Sample/')).status).toBe(200);
  });

  test('a package that is not there is not found', async () => {
    expect((await packages.get('staging', 'simple/contract-none/')).status).toBe(404);
  });
});

describe('tokens', () => {
  test('a token lasts as long as was asked for', async () => {
    const { domain, client } = packages;
    const { expiration } = await client.getAuthorizationToken({ domain, durationSeconds: 900 });
    const seconds = ((expiration?.getTime() ?? 0) - Date.now()) / 1000;
    expect(seconds).toBeGreaterThan(800);
    expect(seconds).toBeLessThan(1000);
  });

  test.each([899, 43_201])('a token of %i seconds is refused', async (durationSeconds) => {
    const { domain, client } = packages;
    await expect(client.getAuthorizationToken({ domain, durationSeconds })).rejects.toMatchObject({
      name: 'ValidationException',
      $metadata: { httpStatusCode: 400 },
    });
  });

  test('without a token, or with a wrong one, nothing is served', async () => {
    expect((await packages.get('staging', `simple/${PACKAGE}/`, {})).status).toBe(401);
    expect((await packages.get('staging', `simple/${PACKAGE}/`, basic('nonsense'))).status).toBe(401);
  });
});

describe('domains and repositories', () => {
  test('a name is taken once', async () => {
    const { domain, client } = packages;
    const conflict = { name: 'ConflictException', $metadata: { httpStatusCode: 409 } };
    await expect(client.createDomain({ domain })).rejects.toMatchObject(conflict);
    await expect(client.createRepository({ domain, repository: 'release' })).rejects.toMatchObject(conflict);
  });

  test('a domain with repositories is not deleted', async () => {
    const { domain, client } = packages;
    await expect(client.deleteDomain({ domain })).rejects.toMatchObject({
      name: 'ConflictException',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test('a repository that is not there is not found', async () => {
    const { domain, client } = packages;
    await expect(client.describeRepository({ domain, repository: 'none' })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      resourceType: 'repository',
      $metadata: { httpStatusCode: 404 },
    });
  });
});
