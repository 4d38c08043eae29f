import { wheel } from '../local/codeartifact/distributions';
import { REGION } from '../local/codeartifact/harness';
import { startRegion, type TestRegion, theirWheel } from './test-region';

let region: TestRegion;
beforeEach(async () => {
  region = await startRegion();
});
afterEach(() => region.close());

describe('the promotion', () => {
  test('makes the version visible, and does no harm when it is repeated', async () => {
    await region.put('staging', ...region.files);
    const first = await region.promote();
    expect(await region.held('release')).toEqual(region.everything());
    expect(first).toEqual({ region: REGION, revision: expect.any(String) });
    region.justBefore('CopyPackageVersions', () => expect('a copy').toBe('none, for nothing is missing'));
    expect(await region.promote()).toEqual(first);
  });

  test('completes a part that matches', async () => {
    await region.put('release', region.files[0]!);
    await region.put('staging', ...region.files);
    await region.promote();
    expect(await region.held('release')).toEqual(region.everything());
  });

  test('copies no other revision than the verified one', async () => {
    await region.put('staging', ...region.files);
    const { revision } = (await region.verify()) as { revision: string };
    await region.put('staging', await theirWheel());
    await expect(region.promoteRevision(revision)).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: expect.stringContaining('MISMATCHED_REVISION'),
    });
    expect(await region.held('release')).toEqual([]);
  });

  test('succeeds on repetition when the answer of the copy was lost', async () => {
    await region.put('staging', ...region.files);
    region.harness.faults.add({
      operation: 'CopyPackageVersions',
      times: 1,
      effect: { kind: 'lost-answer' },
    });
    await expect(region.promote()).rejects.toMatchObject({ name: 'RegionUnavailable' });
    await region.promote();
    expect(await region.held('release')).toEqual(region.everything());
  });

  test('does not overwrite what appeared since the survey', async () => {
    await region.put('release', await wheel('word-count', '1.0', 'theirs = 1\n'));
    await region.put('staging', ...region.files);
    await expect(region.promote()).rejects.toMatchObject({
      name: 'VersionConflict',
      message: expect.stringMatching(/^region us-east-1: word-count 1\.0: .* has SHA-256 /),
    });
    expect(await region.held('release')).toEqual([region.files[1]!.fileName]);
  });

  test('does not overwrite what appears between its look and its copy, and does not take it for its own', async () => {
    await region.put('staging', ...region.files);
    region.justBefore('CopyPackageVersions', async () => region.put('release', await theirWheel()));
    const { fileName } = await theirWheel();
    await expect(region.promote()).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: expect.stringMatching(
        `^region us-east-1: expected word-count 1.0 complete in release after the copy, found conflict .${fileName} `,
      ),
    });
    expect(await region.held('release')).toEqual([fileName]);
  });

  test('fails clearly when nothing is staged any more', async () => {
    await region.put('staging', ...region.files);
    const { revision } = (await region.verify()) as { revision: string };
    await region.retract('staging');
    await expect(region.promoteRevision(revision)).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: expect.stringContaining('copy refused (NOT_FOUND)'),
    });
    await region.harness.call('DeletePackage', region.packageIn('staging'));
    await expect(region.promoteRevision(revision)).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: 'region us-east-1: word-count 1.0 is no longer staged',
    });
  });
});
