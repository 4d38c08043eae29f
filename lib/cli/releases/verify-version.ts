import { normalizePackageName, type Release } from '../../contract';
import { CliError, EXIT } from '../failure';
import type { Target } from '../target';
import { ledgerItem } from './ledger';
import { readRelease } from './read-release';
import { type RegionHolding, regionHolding } from './region-holding';

/** What a version is by the ledger and the stored build, and what every region serves. */
export interface VersionReport {
  readonly package: string;
  readonly version: string;
  readonly state: string;
  readonly digest: string;
  readonly release: Release;
  readonly regions: readonly RegionHolding[];
  /** Whether every region serves exactly the stored build. */
  readonly same: boolean;
}

/**
 * Compares what regions serve with the stored build.
 * @throws CliError when the ledger does not know the version
 */
export async function verifyVersion(
  target: Target,
  { name, version, regions }: { name: string; version: string; regions: readonly string[] },
): Promise<VersionReport> {
  const key = { package: normalizePackageName(name), version };
  const item = await ledgerItem(target, key);
  if (item?.digest === undefined) {
    throw new CliError(
      `the ledger ${target.ledgerTable} knows no build of ${key.package} ${version}: push it through the pipeline first`,
      EXIT.negative,
    );
  }
  const release = await readRelease(target, { ...key, digest: item.digest });
  const holdings = await Promise.all(
    regions.map((region) => regionHolding(target, region, { ...key, assets: release.assets })),
  );
  return {
    ...key,
    state: item.releaseState ?? 'New',
    digest: item.digest,
    release,
    regions: holdings,
    same: holdings.every((holding) => holding.verdict === 'same'),
  };
}
