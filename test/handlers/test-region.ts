import { Codeartifact } from '@aws-sdk/client-codeartifact';
import { type ReleaseAsset, releaseDigest } from '../../lib/contract';
import { createInspect } from '../../lib/handlers/inspect';
import { createPromote } from '../../lib/handlers/promote';
import type { HandlerDependencies } from '../../lib/handlers/region';
import { createRetract, type RetractDependencies } from '../../lib/handlers/retract';
import { OPERATOR } from '../../lib/local/iam/iam';
import { type Distribution, sdist, sha256, upload, wheel } from '../local/codeartifact/distributions';
import { REGION, startHarness } from '../local/codeartifact/harness';
import { NO_METRICS } from './no-metrics';

/** Retraction in a region stops none. */
export const NO_JOBS = {} as RetractDependencies['jobs'];

/** The version that the handlers work on. */
export const target = { region: REGION, package: 'word-count', version: '1.0' };

/** One region with a build to publish there, and the handlers. */
export async function startRegion() {
  const harness = await startHarness();
  const { accessKeyId, secretAccessKey } = OPERATOR;
  const client = new Codeartifact({
    region: REGION,
    endpoint: harness.url,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
  const deps: HandlerDependencies = {
    names: { domain: 'acme', staging: 'staging', release: 'release' },
    clientFor: () => client,
    metrics: NO_METRICS,
  };
  const files: Distribution[] = [sdist('word-count', '1.0'), await wheel('word-count', '1.0')];
  const assets: ReleaseAsset[] = files.map((file) => ({
    name: file.fileName,
    sha256: sha256(file.bytes),
    size: file.bytes.length,
  }));
  const packageIn = (repository: string) => ({
    ...{ domain: 'acme', repository, format: 'pypi', package: target.package },
  });
  const survey = (manifest: readonly ReleaseAsset[] = assets) =>
    createInspect(deps)({ step: 'survey', ...target, assets: manifest, digest: releaseDigest(manifest) });
  const verify = () => createInspect(deps)({ step: 'verify', ...target, assets });
  const promoteRevision = (revision: string) =>
    createPromote(deps)({ ...target, assets, revision, redriven: false });
  return {
    ...{ harness, deps, files, assets, packageIn, survey, verify },
    async promote() {
      const { revision } = (await verify()) as { revision: string };
      return await promoteRevision(revision);
    },
    promoteRevision,
    retract: (scope: 'staging' | 'all' = 'all') =>
      createRetract({ ...deps, jobs: NO_JOBS })({ ...target, assets, scope, redriven: false }),
    async put(repository: string, ...some: Distribution[]): Promise<void> {
      for (const file of some) {
        const answer = await upload(harness.index(repository), await harness.token(), file);
        expect(answer.status).toBe(200);
      }
    },
    /** Names of the files of the version in a repository. */
    async held(repository: string): Promise<string[]> {
      const version = { ...packageIn(repository), packageVersion: '1.0' };
      const answer = await harness.call('ListPackageVersionAssets', version).catch((error: Error) => {
        expect(error.name).toBe('ResourceNotFoundException');
        return { assets: [] };
      });
      return answer.assets.map((asset: { name: string }) => asset.name).sort();
    },
    everything: () => files.map((file) => file.fileName).sort(),
    setStatus: (targetStatus: string) =>
      harness.call('UpdatePackageVersionsStatus', {
        ...packageIn('release'),
        versions: ['1.0'],
        targetStatus,
      }),
    /** Something happens at the last moment before each call of an operation, or changes its input. */
    justBefore(operation: string, happens: (input: any) => unknown): void {
      client.middlewareStack.add((next, { commandName }) => async (args) => {
        if (commandName === `${operation}Command`) await happens(args.input);
        return await next(args);
      });
    },
    close: () => harness.close(),
  };
}

export type TestRegion = Awaited<ReturnType<typeof startRegion>>;

/** A wheel that is not part of the build. */
export const theirWheel = async (tag = 1): Promise<Distribution> => ({
  ...(await wheel('word-count', '1.0', '')),
  fileName: `word_count-1.0-${tag}-py3-none-any.whl`,
});
