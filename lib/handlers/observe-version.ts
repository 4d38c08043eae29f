import { compareVersion, isVersionNotFound, type ReleaseAsset, type VersionComparison } from '../contract';
import { type HandlerDependencies, inRegion, nameOf, packageOf, type VersionAddress } from './region';

/** A package version in a repository, compared with what the release manifest says. */
export interface Observation extends VersionComparison {
  readonly status?: string;
  readonly revision?: string;
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
    return { ...compareVersion(assets, { status, held }), status, revision };
  } catch (error) {
    if (!isVersionNotFound(error)) throw error;
    return compareVersion(assets);
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

/** One sentence for people: what is there. */
export function explain({ found, status, foreign, missing }: Observation): string {
  switch (found) {
    case 'nothing':
      return 'the version is not there';
    case 'complete':
      return 'every asset is there with the same SHA-256';
    case 'partial':
      return `the assets that are there match; missing: ${few(missing).join(', ')}`;
    case 'conflict':
      return few([
        ...(status === 'Published' ? [] : [`its status is ${status}, not Published`]),
        ...foreign.map(({ name, expected, found: sha256 }) =>
          expected === undefined
            ? `${name} (SHA-256 ${sha256}) is not part of this build`
            : `${name} has SHA-256 ${sha256}, this build has ${expected}`,
        ),
      ]).join('; ');
  }
}

/** The first of many, and how many more there are. */
export function few(names: readonly string[]): string[] {
  const more = names.length - MOST_NAMED;
  return more > 0 ? [...names.slice(0, MOST_NAMED), `and ${more} more`] : [...names];
}
