import type { Codeartifact } from '@aws-sdk/client-codeartifact';
import { isVersionNotFound, RegionUnavailable, type RepositoryNames } from '../contract';
import type { Metrics } from './metrics';

/** What every handler gets. */
export interface HandlerDependencies {
  readonly names: RepositoryNames;
  /** The CodeArtifact client of a region. */
  clientFor(region: string): Codeartifact;
  readonly metrics: Metrics;
}

/** A package version in one repository of one region, as the CodeArtifact API wants it named. */
export interface VersionAddress {
  readonly region: string;
  readonly domain: string;
  readonly repository: string;
  readonly package: string;
  readonly version: string;
}

/** Members that nearly every CodeArtifact call takes. */
export function packageOf(address: VersionAddress) {
  return {
    domain: address.domain,
    repository: address.repository,
    format: 'pypi' as const,
    package: address.package,
  };
}

/** How messages call it. */
export function nameOf({ repository, package: name, version }: VersionAddress): string {
  return `${name} ${version} in ${repository}`;
}

/**
 * Makes every failure of a call speak of its region. A missing package or version is an answer, so it passes
 * through; anything else, a missing repository or a denial included, means that nothing is known about the region.
 */
export async function inRegion<T>(region: string, what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (isVersionNotFound(error)) throw error;
    const { name, message } = error as Error;
    throw new RegionUnavailable(`region ${region}: ${what} failed (${name}): ${message}`, { cause: error });
  }
}
