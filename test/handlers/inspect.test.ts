import { type ReleaseAsset, releaseDigest } from '../../lib/contract';
import { createInspect } from '../../lib/handlers/inspect';
import { type Distribution, wheel } from '../local/codeartifact/distributions';
import { REGION } from '../local/codeartifact/harness';
import { startRegion, type TestRegion, target, theirWheel } from './test-region';

let region: TestRegion;
beforeEach(async () => {
  region = await startRegion();
});
afterEach(() => region.close());

describe('the survey', () => {
  test('finds nothing, a part, or everything, and says where the publish job uploads', async () => {
    expect(await region.survey()).toEqual({
      region: REGION,
      found: 'nothing',
      why: 'the version is not there',
      staged: false,
      endpoint: region.harness.index('staging'),
    });
    await region.put('release', region.files[0]!);
    expect(await region.survey()).toMatchObject({
      found: 'partial',
      why: expect.stringContaining(region.files[1]!.fileName),
    });
    await region.put('release', region.files[1]!);
    expect(await region.survey()).toMatchObject({
      found: 'complete',
      why: 'every asset is there with the same SHA-256',
    });
  });

  test('reads every page of the files that are there', async () => {
    await region.put('release', ...region.files);
    region.justBefore('ListPackageVersionAssets', (input) => {
      input.maxResults = 1;
    });
    expect(await region.survey()).toMatchObject({ found: 'complete' });
  });

  test('names a few of the files that are missing, and counts the others: causes are limited', async () => {
    await region.put('release', region.files[0]!);
    const many = Array.from({ length: 149 }, (_, i) => ({
      ...region.assets[1]!,
      name: `word_count-1.0-${i}.whl`,
    }));
    const { why } = (await region.survey([region.assets[0]!, ...many])) as { why: string };
    expect(why).toMatch(/; missing: (word_count-1\.0-\d+\.whl, ){3}and 146 more$/);
    const verified = createInspect(region.deps)({ step: 'verify', ...target, assets: many });
    await expect(verified).rejects.toMatchObject({
      name: 'StagingIncomplete',
      message: expect.stringMatching(/, and 146 more$/),
    });
    await region.put(
      'release',
      await theirWheel(1),
      await theirWheel(2),
      await theirWheel(3),
      await theirWheel(4),
    );
    await region.setStatus('Unlisted');
    const conflict = (await region.survey()) as { why: string };
    expect(conflict.why).toMatch(
      /^its status is Unlisted, not Published(; \S+ \(SHA-256 \S+\) is not part of this build){2}; and 2 more$/,
    );
  });

  test('tells that something is staged, and finds nothing for that', async () => {
    await region.put('staging', region.files[0]!);
    expect(await region.survey()).toMatchObject({ found: 'nothing', staged: true });
    await region.put('release', ...region.files);
    expect(await region.survey()).toMatchObject({ found: 'complete', staged: true });
  });

  test.each([
    [
      'other bytes',
      (all: ReleaseAsset[]) => [{ ...all[0]!, sha256: 'f'.repeat(64) }, all[1]!],
      /has SHA-256 .*, this build has ffff/,
    ],
    ['a file that is not in the manifest', (all: ReleaseAsset[]) => [all[0]!], /is not part of this build/],
  ])('calls %s a conflict, and says which', async (_case, change, why) => {
    await region.put('release', ...region.files);
    expect(await region.survey(change(region.assets))).toMatchObject({
      found: 'conflict',
      why: expect.stringMatching(why),
    });
  });

  test.each(['Unlisted', 'Archived', 'Disposed'])('calls a version that is %s a conflict', async (status) => {
    await region.put('release', ...region.files);
    await region.setStatus(status === 'Disposed' ? 'Archived' : status);
    if (status === 'Disposed')
      await region.harness.call('DisposePackageVersions', {
        ...region.packageIn('release'),
        versions: ['1.0'],
      });
    expect(await region.survey()).toMatchObject({
      found: 'conflict',
      why: expect.stringContaining(`its status is ${status}`),
    });
  });

  test('refuses a manifest whose digest is another one', async () => {
    const event = { step: 'survey' as const, ...target, assets: region.assets, digest: '0'.repeat(64) };
    await expect(createInspect(region.deps)(event)).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  test('refuses a manifest that names a path', async () => {
    const hostile = [{ name: '../../a.whl', sha256: 'a'.repeat(64), size: 1 }];
    const event = { step: 'survey' as const, ...target, assets: hostile, digest: releaseDigest(hostile) };
    await expect(createInspect(region.deps)(event)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('assets[0].name: expected a file name, got "../../a.whl"'),
    });
  });

  test('says that a region is unavailable when a repository is missing or a call fails', async () => {
    const elsewhere = { ...region.deps, names: { ...region.deps.names, release: 'missing' } };
    const event = {
      step: 'survey' as const,
      ...target,
      assets: region.assets,
      digest: releaseDigest(region.assets),
    };
    await expect(createInspect(elsewhere)(event)).rejects.toMatchObject({
      name: 'RegionUnavailable',
      message: expect.stringMatching(/^region us-east-1: .*missing/),
    });
    region.harness.faults.add({
      operation: 'ListPackageVersionAssets',
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    await region.put('release', ...region.files);
    await expect(region.survey()).rejects.toMatchObject({ name: 'RegionUnavailable' });
    region.harness.faults.clear();
    region.harness.faults.add({
      ...{ operation: 'DescribePackageVersion', matching: 'staging' },
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    await expect(region.survey()).rejects.toMatchObject({ name: 'RegionUnavailable' });
  });
});

describe('the verification', () => {
  test('gives the revision of what is staged, once it is complete', async () => {
    const incomplete = (...missing: Distribution[]) => ({
      name: 'StagingIncomplete',
      message: `region us-east-1: staged word-count 1.0: expected every asset, missing: ${missing
        .map((file) => file.fileName)
        .sort()
        .join(', ')}`,
    });
    await expect(region.verify()).rejects.toMatchObject(incomplete(...region.files));
    await region.put('staging', region.files[0]!);
    await expect(region.verify()).rejects.toMatchObject(incomplete(region.files[1]!));
    await region.put('staging', region.files[1]!);
    expect(await region.verify()).toEqual({ region: REGION, revision: expect.any(String) });
  });

  test('finds wrong bytes by their hash', async () => {
    await region.put('staging', region.files[0]!, await wheel('word-count', '1.0', 'y = 2\n'));
    await expect(region.verify()).rejects.toMatchObject({
      name: 'VersionConflict',
      message: expect.stringMatching(/^region us-east-1: staged word-count 1\.0: .* has SHA-256 /),
    });
  });
});
