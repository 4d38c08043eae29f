import {
  type CodeartifactClient,
  DescribePackageVersionCommand,
  paginateListPackageVersionAssets,
} from '@aws-sdk/client-codeartifact';
import {
  type AssetComparison,
  compareVersion,
  isVersionNotFound,
  type ReleaseAsset,
  type VersionComparison,
} from '../../contract';
import type { Target } from '../target';

/** How a region's release repository compares with the stored build. */
export type Verdict = 'same' | 'missing' | 'partial' | 'differs' | 'unknown';

/** What one region serves under a version. */
export interface RegionHolding {
  readonly region: string;
  readonly verdict: Verdict;
  /** Status of the package version. */
  readonly status?: string;
  readonly assets: readonly AssetComparison[];
  /** One sentence for people. */
  readonly why: string;
}

/** Compares what a region serves with a build's assets, without downloading anything. */
export async function regionHolding(
  target: Target,
  region: string,
  version: { package: string; version: string; assets: readonly ReleaseAsset[] },
): Promise<RegionHolding> {
  const client = target.clients.codeArtifact(region);
  const address = {
    domain: target.config.domain,
    repository: target.config.releaseRepository,
    format: 'pypi' as const,
    package: version.package,
    packageVersion: version.version,
  };
  try {
    const { packageVersion } = await client.send(new DescribePackageVersionCommand(address));
    const status = packageVersion?.status;
    const held = await heldAssets(client, address);
    return holdingOf(region, compareVersion(version.assets, { status, held }), status);
  } catch (error) {
    if (isVersionNotFound(error)) return holdingOf(region, compareVersion(version.assets));
    const { name, message } = error as Error;
    return { region, verdict: 'unknown', assets: [], why: `${name}: ${message}` };
  }
}

async function heldAssets(
  client: CodeartifactClient,
  address: { domain: string; repository: string; format: 'pypi'; package: string; packageVersion: string },
): Promise<Map<string, string>> {
  const held = new Map<string, string>();
  for await (const page of paginateListPackageVersionAssets({ client }, address)) {
    for (const asset of page.assets ?? []) held.set(asset.name ?? '', asset.hashes?.['SHA-256'] ?? 'unknown');
  }
  return held;
}

const VERDICTS = { nothing: 'missing', partial: 'partial', complete: 'same', conflict: 'differs' } as const;

function holdingOf(
  region: string,
  { found, assets, foreign, missing }: VersionComparison,
  status?: string,
): RegionHolding {
  const verdict = VERDICTS[found];
  if (found === 'nothing') return { region, verdict, assets, why: 'the version is not there' };
  const other = foreign.filter(({ expected }) => expected !== undefined);
  const added = foreign.filter(({ expected }) => expected === undefined);
  const why = [
    status === 'Published' ? '' : `its status is ${status}`,
    other.length > 0 ? `other bytes: ${namesOf(other)}` : '',
    added.length > 0 ? `not part of this build: ${namesOf(added)}` : '',
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
  ].filter((part) => part !== '');
  return { region, verdict, status, assets, why: why.join('; ') || 'every asset has the same SHA-256' };
}

const namesOf = (assets: readonly AssetComparison[]) => assets.map(({ name }) => name).join(', ');
