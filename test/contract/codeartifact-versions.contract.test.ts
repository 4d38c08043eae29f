import { contractRun } from './contract-run';
import { packageDomain, sample } from './package-domain';

// Costs on AWS: below a cent, see packageDomain.
const run = contractRun();
const packages = packageDomain(run);
beforeAll(() => packages.create());

describe('assets', () => {
  test('a version is Published with its first asset, whose SHA-256 is listed', async () => {
    const file = await sample('1.0');
    await packages.publish('staging', file);
    expect(await packages.version('staging', '1.0')).toEqual({
      status: 'Published',
      revision: expect.stringMatching(/\S/),
    });
    expect([...(await packages.assets('staging', '1.0')).keys()]).toEqual([file.fileName]);
  });

  test('other bytes under the name of an asset are a conflict and change nothing', async () => {
    const file = await sample('1.1');
    await packages.publish('staging', file);
    const before = await packages.version('staging', '1.1');
    const refused = await packages.upload('staging', await sample('1.1', { content: 'x = 2\n' }));
    expect(refused.status).toBe(409);
    expect(await packages.version('staging', '1.1')).toEqual(before);
    expect((await packages.download('staging', file)).bytes.equals(file.bytes)).toBe(true);
  });

  test('the same bytes again change nothing, whether they are accepted or called a conflict', async () => {
    const file = await sample('1.2');
    await packages.publish('staging', file);
    const before = await packages.version('staging', '1.2');
    // The user guide says accepted, clients report 409; the workflow must not depend on either.
    expect([200, 201, 202, 409]).toContain((await packages.upload('staging', file)).status);
    expect(await packages.version('staging', '1.2')).toEqual(before);
  });

  test('each new asset gives the version a new revision', async () => {
    await packages.publish('staging', await sample('1.3'));
    const { revision } = await packages.version('staging', '1.3');
    await packages.publish('staging', await sample('1.3', { build: '1' }));
    const after = await packages.version('staging', '1.3');
    expect(after.status).toBe('Published');
    expect(after.revision).not.toBe(revision);
    expect((await packages.assets('staging', '1.3')).size).toBe(2);
  });
});

describe('statuses', () => {
  const update = (input: object) =>
    packages.client.updatePackageVersionsStatus({
      ...packages.of('staging'),
      versions: ['2.0'],
      targetStatus: 'Archived',
      ...input,
    });

  beforeAll(async () => packages.publish('staging', await sample('2.0')));
  afterEach(() => update({ targetStatus: 'Published' }));

  test.each([
    ['Unlisted', false, 200],
    ['Archived', false, 404],
    ['Published', true, 200],
  ] as const)('a version that is %s: listed %s, download %i', async (targetStatus, listed, status) => {
    const file = await sample('2.0');
    const { successfulVersions, failedVersions } = await update({ targetStatus });
    expect(failedVersions).toEqual({});
    expect(successfulVersions).toMatchObject({ '2.0': { status: targetStatus } });
    await run.eventually(async () => {
      expect((await packages.listed('staging')).includes(file.fileName)).toBe(listed);
      expect((await packages.download('staging', file)).status).toBe(status);
    });
  });

  test('a status is changed only from the one that is expected', async () => {
    const answer = await update({ expectedStatus: 'Unlisted' });
    expect(answer.successfulVersions).toEqual({});
    expect(answer.failedVersions).toMatchObject({ '2.0': { errorCode: 'MISMATCHED_STATUS' } });
    expect((await packages.version('staging', '2.0')).status).toBe('Published');
  });

  test('a status is changed only at the revision that is expected', async () => {
    const { revision } = await packages.version('staging', '2.0');
    const wrong = await update({ versionRevisions: { '2.0': `${revision.slice(0, -4)}AAA=` } });
    expect(wrong.failedVersions).toMatchObject({ '2.0': { errorCode: 'MISMATCHED_REVISION' } });
    expect((await packages.version('staging', '2.0')).status).toBe('Published');
    const right = await update({ versionRevisions: { '2.0': revision } });
    expect(right.successfulVersions).toMatchObject({ '2.0': { revision, status: 'Archived' } });
  });

  test('a version that is missing fails, and the others are left as they are', async () => {
    const { failedVersions } = await update({ versions: ['2.0', '2.999'] });
    expect(failedVersions).toMatchObject({
      '2.999': { errorCode: 'NOT_FOUND' },
      '2.0': { errorCode: 'SKIPPED' },
    });
    expect((await packages.version('staging', '2.0')).status).toBe('Published');
  });
});

describe('the fenced deletion', () => {
  test('archive at a revision, then delete what is archived', async () => {
    const file = await sample('3.0');
    await packages.publish('release', file);
    const { revision } = await packages.version('release', '3.0');
    const target = { ...packages.of('release'), versions: ['3.0'] };
    const early = await packages.client.deletePackageVersions({ ...target, expectedStatus: 'Archived' });
    expect(early.failedVersions).toMatchObject({ '3.0': { errorCode: 'MISMATCHED_STATUS' } });

    const archived = await packages.client.updatePackageVersionsStatus({
      ...target,
      versionRevisions: { '3.0': revision },
      expectedStatus: 'Published',
      targetStatus: 'Archived',
    });
    expect(archived.successfulVersions).toMatchObject({ '3.0': { status: 'Archived' } });
    const deleted = await packages.client.deletePackageVersions({ ...target, expectedStatus: 'Archived' });
    expect(deleted.failedVersions).toEqual({});
    expect(deleted.successfulVersions).toMatchObject({ '3.0': { status: 'Deleted' } });

    await run.eventually(() =>
      expect(packages.version('release', '3.0')).rejects.toMatchObject({
        name: 'ResourceNotFoundException',
        $metadata: { httpStatusCode: 404 },
      }),
    );
    const again = await packages.client.deletePackageVersions(target);
    expect(again.failedVersions).toMatchObject({ '3.0': { errorCode: 'NOT_FOUND' } });
  });

  test('a version that changed since it was looked at is not archived', async () => {
    await packages.publish('release', await sample('3.1'));
    const { revision } = await packages.version('release', '3.1');
    await packages.publish('release', await sample('3.1', { build: '7' }));
    const { failedVersions } = await packages.client.updatePackageVersionsStatus({
      ...packages.of('release'),
      versions: ['3.1'],
      versionRevisions: { '3.1': revision },
      targetStatus: 'Archived',
    });
    expect(failedVersions).toMatchObject({ '3.1': { errorCode: 'MISMATCHED_REVISION' } });
    expect((await packages.version('release', '3.1')).status).toBe('Published');
  });

  test('a deleted version can be published again with other bytes', async () => {
    await packages.publish('release', await sample('3.2'));
    const target = { ...packages.of('release'), versions: ['3.2'] };
    expect((await packages.client.deletePackageVersions(target)).failedVersions).toEqual({});
    await packages.publish('release', await sample('3.2', { content: 'x = 3\n' }));
  });
});
