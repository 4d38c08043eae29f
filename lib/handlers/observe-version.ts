import type { Found, ReleaseAsset } from '../contract';
import {
  type HandlerDependencies,
  inRegion,
  isVersionNotFound,
  nameOf,
  packageOf,
  type VersionAddress,
} from './region';

/** A package version in a repository, compared with what the release manifest says. */
export interface Observation {
  readonly found: Found;
  readonly status?: string;
  readonly revision?: string;
  /** What makes it a conflict. */
  readonly conflicts: readonly string[];
  /** Names of the manifest's assets that are not there: a few of them, and how many more there are. */
  readonly missing: readonly string[];
}

/**
 * What is beyond these says nothing new. The results of all regions must stay small: a state takes 256 KiB, and the cause
 * of a failed execution 32,768 characters (Step Functions API reference, ExecutionFailedEventDetails).
 */
const MOST_NAMED = 3;

/** Reads a version without downloading anything: ListPackageVersionAssets gives each asset's SHA-256. */
export async function observeVersion(
  deps: HandlerDependencies,
  address: VersionAddress,
  assets: readonly ReleaseAsset[],
): Promise<Observation> {
  const client = deps.clientFor(address.region);
  const target = { ...packageOf(address), packageVersion: address.version };
  try {
    const { status, revision } = await describe(deps, address);
    const held = new Map<string, string>();
    let nextToken: string | undefined;
    do {
      const page = await inRegion(address.region, `listing the assets of ${nameOf(address)}`, () =>
        client.listPackageVersionAssets({ ...target, nextToken, maxResults: 100 }),
      );
      for (const asset of page.assets ?? [])
        held.set(asset.name ?? '', asset.hashes?.['SHA-256'] ?? 'unknown');
      nextToken = page.nextToken;
    } while (nextToken);
    return { ...compare(held, assets, status), status, revision };
  } catch (error) {
    if (!isVersionNotFound(error)) throw error;
    return { found: 'nothing', conflicts: [], missing: few(assets.map((asset) => asset.name)) };
  }
}

/** Whether a repository holds a version, in whatever state. */
export async function isThere(deps: HandlerDependencies, address: VersionAddress): Promise<boolean> {
  try {
    await describe(deps, address);
    return true;
  } catch (error) {
    if (!isVersionNotFound(error)) throw error;
    return false;
  }
}

async function describe(deps: HandlerDependencies, address: VersionAddress) {
  const { packageVersion = {} } = await inRegion(address.region, `describing ${nameOf(address)}`, () =>
    deps
      .clientFor(address.region)
      .describePackageVersion({ ...packageOf(address), packageVersion: address.version }),
  );
  return packageVersion;
}

function compare(
  held: ReadonlyMap<string, string>,
  assets: readonly ReleaseAsset[],
  status: string | undefined,
) {
  const expected = new Map(assets.map((asset) => [asset.name, asset.sha256]));
  const conflicts = [...held].flatMap(([name, sha256]) => {
    const wanted = expected.get(name);
    if (wanted === undefined) return [`${name} (SHA-256 ${sha256}) is not part of this build`];
    return wanted === sha256 ? [] : [`${name} has SHA-256 ${sha256}, this build has ${wanted}`];
  });
  if (status !== 'Published') conflicts.unshift(`its status is ${status}, not Published`);
  const missing = [...expected.keys()].filter((name) => !held.has(name));
  const found: Found = conflicts.length > 0 ? 'conflict' : missing.length > 0 ? 'partial' : 'complete';
  return { found, conflicts: conflicts.slice(0, MOST_NAMED), missing: few(missing) };
}

function few(names: readonly string[]): string[] {
  const more = names.length - MOST_NAMED;
  return more > 0 ? [...names.slice(0, MOST_NAMED), `and ${more} more`] : [...names];
}
