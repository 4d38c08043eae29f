import type { ReleaseAsset } from './release';
import type { Found } from './workflow';

/** One file of a version: the SHA-256 that the build has, and the one that is there. */
export interface AssetComparison {
  readonly name: string;
  readonly expected?: string;
  readonly found?: string;
}

/** A version in a repository, compared with its build. */
export interface VersionComparison {
  readonly found: Found;
  /** What the build has and what is there, sorted by name. */
  readonly assets: readonly AssetComparison[];
  /** Those that are there, and not in the build or with another SHA-256 in it. */
  readonly foreign: readonly AssetComparison[];
  /** Names of those of the build that are not there. */
  readonly missing: readonly string[];
}

/**
 * Compares a version with its build. `there` is what CodeArtifact says of it: its status, and the SHA-256 of each file;
 * left out, the version is not there.
 */
export function compareVersion(
  build: readonly ReleaseAsset[],
  there?: { readonly status: string | undefined; readonly held: ReadonlyMap<string, string> },
): VersionComparison {
  const expected = new Map(build.map(({ name, sha256 }) => [name, sha256]));
  const names = new Set([...expected.keys(), ...(there?.held.keys() ?? [])]);
  const assets = [...names]
    .sort()
    .map((name) => ({ name, expected: expected.get(name), found: there?.held.get(name) }));
  const foreign = assets.filter(({ expected, found }) => found !== undefined && found !== expected);
  const missing = assets.filter(({ found }) => found === undefined).map(({ name }) => name);
  const conflict = there?.status !== 'Published' || foreign.length > 0;
  const found = conflict ? 'conflict' : missing.length > 0 ? 'partial' : 'complete';
  return { found: there === undefined ? 'nothing' : found, assets, foreign, missing };
}

/** Whether CodeArtifact said that the package or the version does not exist (and not the domain or the repository). */
export function isVersionNotFound(error: unknown): boolean {
  const { name, resourceType } = error as { name?: string; resourceType?: string };
  return (
    name === 'ResourceNotFoundException' && (resourceType === 'package' || resourceType === 'package-version')
  );
}
