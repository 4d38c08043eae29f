import { createPromote } from '../../lib/handlers/promote';
import { createRetract } from '../../lib/handlers/retract';
import { REGION } from '../local/codeartifact/harness';
import { NO_JOBS, startRegion, type TestRegion, target, theirWheel } from './test-region';

let region: TestRegion;
beforeEach(async () => {
  region = await startRegion();
});
afterEach(() => region.close());

describe('the compensation', () => {
  test('removes the version from both repositories, and does no harm when it is repeated', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    expect(await region.retract()).toEqual({ region: REGION, removedFrom: ['staging', 'release'] });
    expect([await region.held('staging'), await region.held('release')]).toEqual([[], []]);
    expect(await region.retract()).toEqual({ region: REGION, removedFrom: [] });
  });

  test('is harmless for a job that never began', async () => {
    expect(await region.retract()).toEqual({ region: REGION, removedFrom: [] });
  });

  test('leaves the release repository alone when only staging is to be cleared', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    await region.retract('staging');
    expect(await region.held('release')).toEqual(region.everything());
  });

  test('goes on where an attempt stopped between hiding and deleting', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    region.harness.faults.add({
      ...{ operation: 'DeletePackageVersions', matching: 'release', times: 1 },
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    await expect(region.retract()).rejects.toMatchObject({
      name: 'RegionUnavailable',
      message: expect.stringMatching(/^region us-east-1: deleting word-count 1\.0 in release failed/),
    });
    region.justBefore('UpdatePackageVersionsStatus', () =>
      expect('a second fence').toBe('none, for the first holds'),
    );
    expect(await region.retract()).toMatchObject({ removedFrom: ['release'] });
    expect(await region.held('release')).toEqual([]);
  });

  test('removes what consumers see also where staging cannot be cleared', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    region.harness.faults.add({
      ...{ operation: 'DeletePackageVersions', matching: 'staging' },
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    await expect(region.retract()).rejects.toMatchObject({
      name: 'RegionUnavailable',
      message: expect.stringMatching(/^region us-east-1: deleting word-count 1\.0 in staging failed/),
    });
    expect(await region.held('release')).toEqual([]);
  });

  test('removes nothing when somebody publishes into the version between its look and its fence', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    region.justBefore('UpdatePackageVersionsStatus', async () => region.put('release', await theirWheel()));
    await expect(region.retract()).rejects.toMatchObject({
      name: 'RetractionFailed',
      message: expect.stringMatching(
        /^region us-east-1: word-count 1\.0 in release could not be archived \(MISMATCHED_REVISION\)/,
      ),
    });
    expect(await region.held('release')).toHaveLength(region.files.length + 1);
  });

  test('removes nothing when somebody takes its fence away', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    region.justBefore('DeletePackageVersions', () => region.setStatus('Published'));
    await expect(region.retract()).rejects.toMatchObject({
      name: 'RetractionFailed',
      message: expect.stringMatching(
        /^region us-east-1: word-count 1\.0 in release could not be deleted \(MISMATCHED_STATUS\)/,
      ),
    });
    expect(await region.held('release')).toEqual(region.everything());
  });

  test('has nothing left to do when somebody deletes the version meanwhile', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    region.justBefore('UpdatePackageVersionsStatus', () =>
      region.harness.call('DeletePackageVersions', {
        ...region.packageIn('release'),
        versions: ['1.0'],
      }),
    );
    expect(await region.retract()).toEqual({ region: REGION, removedFrom: ['staging'] });
  });

  test('takes only a missing version for one, not a conflict about it', async () => {
    region.justBefore('DeletePackageVersions', () => {
      throw Object.assign(new Error('busy'), { name: 'ConflictException', resourceType: 'package-version' });
    });
    await expect(region.retract()).rejects.toMatchObject({ name: 'RegionUnavailable' });
  });

  test('never removes a file that the run did not add', async () => {
    await region.put('staging', ...region.files);
    await region.promote();
    const theirs = await theirWheel();
    await region.put('release', theirs);
    await expect(region.retract()).rejects.toMatchObject({
      name: 'RetractionFailed',
      message: expect.stringContaining(theirs.fileName),
    });
    expect(await region.held('release')).toEqual([...region.everything(), theirs.fileName].sort());
  });
});

test('an execution that was redriven changes nothing, for another run may have published meanwhile', async () => {
  await region.put('staging', ...region.files);
  await region.promote();
  const redriven = { ...target, assets: region.assets, redriven: true };
  const { revision } = (await region.verify()) as { revision: string };
  const retraction = createRetract({ ...region.deps, jobs: NO_JOBS });
  for (const changing of [
    createPromote(region.deps)({ ...redriven, revision }),
    retraction({ ...redriven, scope: 'all' }),
    retraction({ ...redriven, scope: 'staging' }),
    retraction({ ...redriven, scope: 'jobs', since: '2026-01-01T00:00:00Z' }),
  ])
    await expect(changing).rejects.toMatchObject({ name: 'ExecutionRedriven' });
  expect([await region.held('staging'), await region.held('release')]).toEqual([
    region.everything(),
    region.everything(),
  ]);
});
