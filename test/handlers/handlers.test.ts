import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type ReleaseAsset, releaseDigest } from '../../lib/contract';
import { createInspect } from '../../lib/handlers/inspect';
import { createPromote } from '../../lib/handlers/promote';
import type { HandlerDependencies } from '../../lib/handlers/region';
import { createRetract, type RetractDependencies } from '../../lib/handlers/retract';
import { OPERATOR } from '../../lib/local/iam/iam';
import { type Distribution, sdist, sha256, upload, wheel } from '../local/codeartifact/distributions';
import { type Harness, REGION, startHarness } from '../local/codeartifact/harness';

/** Retraction in a region stops none. */
const NO_JOBS = {} as RetractDependencies['jobs'];

let harness: Harness;
let deps: HandlerDependencies;
let files: Distribution[];
let assets: ReleaseAsset[];

const target = { region: REGION, package: 'word-count', version: '1.0' };

beforeEach(async () => {
  harness = await startHarness();
  const { accessKeyId, secretAccessKey } = OPERATOR;
  const client = new Codeartifact({
    region: REGION,
    endpoint: harness.url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  deps = {
    names: { domain: 'acme', staging: 'staging', release: 'release' },
    clientFor: () => client,
  };
  files = [sdist('word-count', '1.0'), await wheel('word-count', '1.0')];
  assets = files.map((file) => ({
    name: file.fileName,
    sha256: sha256(file.bytes),
    size: file.bytes.length,
  }));
});
afterEach(() => harness.close());

async function put(repository: string, ...some: Distribution[]): Promise<void> {
  for (const file of some) {
    const answer = await upload(harness.index(repository), await harness.token(), file);
    expect(answer.status).toBe(200);
  }
}

const survey = (changes: Partial<{ assets: ReleaseAsset[] }> = {}) => {
  const manifest = changes.assets ?? assets;
  return createInspect(deps)({
    step: 'survey',
    ...target,
    assets: manifest,
    digest: releaseDigest(manifest),
  });
};
const verify = () => createInspect(deps)({ step: 'verify', ...target, assets });
const promote = async (found: 'nothing' | 'partial' = 'nothing') => {
  const { revision } = (await verify()) as { revision: string };
  return await createPromote(deps)({ ...target, assets, revision, found, redriven: false });
};
const retract = (scope: 'staging' | 'all' = 'all') =>
  createRetract({ ...deps, jobs: NO_JOBS })({ ...target, assets, scope, redriven: false });

async function held(repository: string): Promise<string[]> {
  const version = {
    domain: 'acme',
    repository,
    format: 'pypi',
    package: target.package,
    packageVersion: '1.0',
  };
  const answer = await harness.call('ListPackageVersionAssets', version).catch((error: Error) => {
    expect(error.name).toBe('ResourceNotFoundException');
    return { assets: [] };
  });
  return answer.assets.map((asset: { name: string }) => asset.name).sort();
}

/** Something happens at the last moment before each call of an operation, or changes its input. */
function justBefore(operation: string, happens: (input: any) => unknown): void {
  deps.clientFor(REGION).middlewareStack.add((next, { commandName }) => async (args) => {
    if (commandName === `${operation}Command`) await happens(args.input);
    return await next(args);
  });
}

/** A wheel that is not part of the build. */
const theirWheel = async (tag: number | string = 1): Promise<Distribution> => ({
  ...(await wheel('word-count', '1.0', '')),
  fileName: `word_count-1.0-${tag}-py3-none-any.whl`,
});

const everything = () => files.map((file) => file.fileName).sort();

const setStatus = (targetStatus: string) =>
  harness.call('UpdatePackageVersionsStatus', {
    ...{ domain: 'acme', repository: 'release', format: 'pypi', package: target.package },
    versions: ['1.0'],
    targetStatus,
  });

describe('the survey', () => {
  test('finds nothing, a part, or everything, and says where the publish job uploads', async () => {
    expect(await survey()).toEqual({
      region: REGION,
      found: 'nothing',
      why: 'the version is not there',
      staged: false,
      endpoint: harness.index('staging'),
    });
    await put('release', files[0]!);
    expect(await survey()).toMatchObject({
      found: 'partial',
      why: expect.stringContaining(files[1]!.fileName),
    });
    await put('release', files[1]!);
    expect(await survey()).toMatchObject({
      found: 'complete',
      why: 'every asset is there with the same SHA-256',
    });
  });

  test('reads every page of the files that are there', async () => {
    await put('release', ...files);
    justBefore('ListPackageVersionAssets', (input) => {
      input.maxResults = 1;
    });
    expect(await survey()).toMatchObject({ found: 'complete' });
  });

  test('names a few of the files that are missing, and counts the others: causes are limited', async () => {
    await put('release', files[0]!);
    const many = Array.from({ length: 149 }, (_, i) => ({ ...assets[1]!, name: `word_count-1.0-${i}.whl` }));
    const { why } = (await survey({ assets: [assets[0]!, ...many] })) as { why: string };
    expect(why).toMatch(/; missing: (word_count-1\.0-\d\.whl, ){3}and 146 more$/);
    const verified = createInspect(deps)({ step: 'verify', ...target, assets: many });
    await expect(verified).rejects.toMatchObject({
      name: 'StagingIncomplete',
      message: expect.stringMatching(/, and 146 more$/),
    });
    await put('release', await theirWheel(1), await theirWheel(2), await theirWheel(3), await theirWheel(4));
    expect(((await survey()) as { why: string }).why.split('; ')).toHaveLength(3);
  });

  test('tells that something is staged, and finds nothing for that', async () => {
    await put('staging', files[0]!);
    expect(await survey()).toMatchObject({ found: 'nothing', staged: true });
    await put('release', ...files);
    expect(await survey()).toMatchObject({ found: 'complete', staged: true });
  });

  test.each([
    [
      'other bytes',
      (all: ReleaseAsset[]) => [{ ...all[0]!, sha256: 'f'.repeat(64) }, all[1]!],
      /has SHA-256 .*, this build has ffff/,
    ],
    ['a file that is not in the manifest', (all: ReleaseAsset[]) => [all[0]!], /is not part of this build/],
  ])('calls %s a conflict, and says which', async (_case, change, why) => {
    await put('release', ...files);
    expect(await survey({ assets: change(assets) })).toMatchObject({
      found: 'conflict',
      why: expect.stringMatching(why),
    });
  });

  test.each(['Unlisted', 'Archived', 'Disposed'])('calls a version that is %s a conflict', async (status) => {
    await put('release', ...files);
    await setStatus(status === 'Disposed' ? 'Archived' : status);
    if (status === 'Disposed')
      await harness.call('DisposePackageVersions', {
        ...{ domain: 'acme', repository: 'release', format: 'pypi', package: target.package },
        versions: ['1.0'],
      });
    expect(await survey()).toMatchObject({
      found: 'conflict',
      why: expect.stringContaining(`its status is ${status}`),
    });
  });

  test('refuses a manifest whose digest is another one', async () => {
    const event = { step: 'survey' as const, ...target, assets, digest: '0'.repeat(64) };
    await expect(createInspect(deps)(event)).rejects.toMatchObject({ name: 'InvalidInput' });
  });

  test('refuses a manifest that names a path', async () => {
    const hostile = [{ name: '../../a.whl', sha256: 'a'.repeat(64), size: 1 }];
    const event = { step: 'survey' as const, ...target, assets: hostile, digest: releaseDigest(hostile) };
    await expect(createInspect(deps)(event)).rejects.toMatchObject({
      name: 'InvalidInput',
      message: expect.stringContaining('assets[0].name: expected a file name, got "../../a.whl"'),
    });
  });

  test('says that a region is unavailable when a repository is missing or a call fails', async () => {
    const elsewhere = { ...deps, names: { ...deps.names, release: 'missing' } };
    const event = { step: 'survey' as const, ...target, assets, digest: releaseDigest(assets) };
    await expect(createInspect(elsewhere)(event)).rejects.toMatchObject({
      name: 'RegionUnavailable',
      message: expect.stringMatching(/^region us-east-1: .*missing/),
    });
    harness.faults.add({
      operation: 'ListPackageVersionAssets',
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    await put('release', ...files);
    await expect(survey()).rejects.toMatchObject({ name: 'RegionUnavailable' });
    harness.faults.clear();
    harness.faults.add({
      ...{ operation: 'DescribePackageVersion', matching: 'staging' },
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    await expect(survey()).rejects.toMatchObject({ name: 'RegionUnavailable' });
  });
});

describe('the verification', () => {
  test('gives the revision of what is staged, once it is complete', async () => {
    const incomplete = (...missing: Distribution[]) => ({
      name: 'StagingIncomplete',
      message: `region us-east-1: staged word-count 1.0: expected every asset, missing: ${missing.map((file) => file.fileName).join(', ')}`,
    });
    await expect(verify()).rejects.toMatchObject(incomplete(...files));
    await put('staging', files[0]!);
    await expect(verify()).rejects.toMatchObject(incomplete(files[1]!));
    await put('staging', files[1]!);
    expect(await verify()).toEqual({ region: REGION, revision: expect.any(String) });
  });

  test('finds wrong bytes by their hash', async () => {
    await put('staging', files[0]!, await wheel('word-count', '1.0', 'y = 2\n'));
    await expect(verify()).rejects.toMatchObject({
      name: 'VersionConflict',
      message: expect.stringMatching(/^region us-east-1: staged word-count 1\.0: .* has SHA-256 /),
    });
  });
});

describe('the promotion', () => {
  test('makes the version visible, and does no harm when it is repeated', async () => {
    await put('staging', ...files);
    const first = await promote();
    expect(await held('release')).toEqual(everything());
    expect(first).toEqual({ region: REGION, revision: expect.any(String) });
    justBefore('CopyPackageVersions', () => expect('a copy').toBe('none, for nothing is missing'));
    expect(await promote()).toEqual(first);
  });

  test('completes a part that matches', async () => {
    await put('release', files[0]!);
    await put('staging', ...files);
    await promote('partial');
    expect(await held('release')).toEqual(everything());
  });

  test('copies no other revision than the verified one', async () => {
    await put('staging', ...files);
    const { revision } = (await verify()) as { revision: string };
    await put('staging', await theirWheel());
    await expect(
      createPromote(deps)({ ...target, assets, revision, found: 'nothing', redriven: false }),
    ).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: expect.stringContaining('MISMATCHED_REVISION'),
    });
    expect(await held('release')).toEqual([]);
  });

  test('succeeds on repetition when the answer of the copy was lost', async () => {
    await put('staging', ...files);
    harness.faults.add({ operation: 'CopyPackageVersions', times: 1, effect: { kind: 'lost-answer' } });
    await expect(promote()).rejects.toMatchObject({ name: 'RegionUnavailable' });
    await promote();
    expect(await held('release')).toEqual(everything());
  });

  test('does not overwrite what appeared since the survey', async () => {
    await put('release', await wheel('word-count', '1.0', 'theirs = 1\n'));
    await put('staging', ...files);
    await expect(promote()).rejects.toMatchObject({
      name: 'VersionConflict',
      message: expect.stringMatching(/^region us-east-1: word-count 1\.0: .* has SHA-256 /),
    });
    expect(await held('release')).toEqual([files[1]!.fileName]);
  });

  test('does not overwrite what appears between its look and its copy, and does not take it for its own', async () => {
    await put('staging', ...files);
    justBefore('CopyPackageVersions', async () => put('release', await theirWheel()));
    const { fileName } = await theirWheel();
    await expect(promote()).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: expect.stringMatching(
        `^region us-east-1: expected word-count 1.0 complete in release after the copy, found conflict .${fileName} `,
      ),
    });
    expect(await held('release')).toEqual([fileName]);
  });

  test('fails clearly when nothing is staged any more', async () => {
    await put('staging', ...files);
    const { revision } = (await verify()) as { revision: string };
    await retract('staging');
    const promotion = () =>
      createPromote(deps)({ ...target, assets, revision, found: 'nothing', redriven: false });
    await expect(promotion()).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: expect.stringContaining('copy refused (NOT_FOUND)'),
    });
    await harness.call('DeletePackage', {
      ...{ domain: 'acme', repository: 'staging', format: 'pypi', package: target.package },
    });
    await expect(promotion()).rejects.toMatchObject({
      name: 'PromotionFailed',
      message: 'region us-east-1: word-count 1.0 is no longer staged',
    });
  });
});

describe('the compensation', () => {
  test('removes the version from both repositories, and does no harm when it is repeated', async () => {
    await put('staging', ...files);
    await promote();
    expect(await retract()).toEqual({ region: REGION, removedFrom: ['staging', 'release'] });
    expect([await held('staging'), await held('release')]).toEqual([[], []]);
    expect(await retract()).toEqual({ region: REGION, removedFrom: [] });
  });

  test('is harmless for a job that never began', async () => {
    expect(await retract()).toEqual({ region: REGION, removedFrom: [] });
  });

  test('leaves the release repository alone when only staging is to be cleared', async () => {
    await put('staging', ...files);
    await promote();
    await retract('staging');
    expect(await held('release')).toEqual(everything());
  });

  test('goes on where an attempt stopped between hiding and deleting', async () => {
    await put('staging', ...files);
    await promote();
    harness.faults.add({
      ...{ operation: 'DeletePackageVersions', matching: 'release', times: 1 },
      effect: { kind: 'error', status: 500, code: 'InternalServerException' },
    });
    await expect(retract()).rejects.toMatchObject({
      name: 'RegionUnavailable',
      message: expect.stringMatching(/^region us-east-1: deleting word-count 1\.0 in release failed/),
    });
    justBefore('UpdatePackageVersionsStatus', () =>
      expect('a second fence').toBe('none, for the first holds'),
    );
    expect(await retract()).toMatchObject({ removedFrom: ['release'] });
    expect(await held('release')).toEqual([]);
  });

  test('removes nothing when somebody publishes into the version between its look and its fence', async () => {
    await put('staging', ...files);
    await promote();
    justBefore('UpdatePackageVersionsStatus', async () => put('release', await theirWheel()));
    await expect(retract()).rejects.toMatchObject({
      name: 'RetractionFailed',
      message: expect.stringMatching(
        /^region us-east-1: word-count 1\.0 in release could not be archived \(MISMATCHED_REVISION\)/,
      ),
    });
    expect(await held('release')).toHaveLength(files.length + 1);
  });

  test('removes nothing when somebody takes its fence away', async () => {
    await put('staging', ...files);
    await promote();
    justBefore('DeletePackageVersions', () => setStatus('Published'));
    await expect(retract()).rejects.toMatchObject({
      name: 'RetractionFailed',
      message: expect.stringMatching(
        /^region us-east-1: word-count 1\.0 in release could not be deleted \(MISMATCHED_STATUS\)/,
      ),
    });
    expect(await held('release')).toEqual(everything());
  });

  test('has nothing left to do when somebody deletes the version meanwhile', async () => {
    await put('staging', ...files);
    await promote();
    justBefore('UpdatePackageVersionsStatus', () =>
      harness.call('DeletePackageVersions', {
        ...{ domain: 'acme', repository: 'release', format: 'pypi', package: target.package },
        versions: ['1.0'],
      }),
    );
    expect(await retract()).toEqual({ region: REGION, removedFrom: ['staging'] });
  });

  test('takes only a missing version for one, not a conflict about it', async () => {
    justBefore('DeletePackageVersions', () => {
      throw Object.assign(new Error('busy'), { name: 'ConflictException', resourceType: 'package-version' });
    });
    await expect(retract()).rejects.toMatchObject({ name: 'RegionUnavailable' });
  });

  test('never removes a file that the run did not add', async () => {
    await put('staging', ...files);
    await promote();
    const theirs = await theirWheel();
    await put('release', theirs);
    await expect(retract()).rejects.toMatchObject({
      name: 'RetractionFailed',
      message: expect.stringContaining(theirs.fileName),
    });
    expect(await held('release')).toEqual([...everything(), theirs.fileName].sort());
  });
});

test('an execution that was redriven changes nothing, for another run may have published meanwhile', async () => {
  await put('staging', ...files);
  await promote();
  const redriven = { ...target, assets, redriven: true };
  const { revision } = (await verify()) as { revision: string };
  const retraction = createRetract({ ...deps, jobs: NO_JOBS });
  for (const changing of [
    createPromote(deps)({ ...redriven, revision, found: 'nothing' }),
    retraction({ ...redriven, scope: 'all' }),
    retraction({ ...redriven, scope: 'staging' }),
    retraction({ ...redriven, scope: 'jobs', since: '2026-01-01T00:00:00Z' }),
  ])
    await expect(changing).rejects.toMatchObject({ name: 'ExecutionRedriven' });
  expect([await held('staging'), await held('release')]).toEqual([everything(), everything()]);
});
