import {
  type CodeartifactClient,
  DescribePackageVersionCommand,
  paginateListPackageVersionAssets,
} from '@aws-sdk/client-codeartifact';
import type { ReleaseAsset } from '../../contract';
import type { Target } from '../target';

/** How a region's release repository compares with the stored build. */
export type Verdict = 'same' | 'missing' | 'partial' | 'differs' | 'unknown';

/** One asset: what is expected, what is there. */
export interface AssetComparison {
  readonly name: string;
  readonly expected?: string;
  readonly found?: string;
}

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
    const described = await client.send(new DescribePackageVersionCommand(address));
    const held = await heldAssets(client, address);
    return compare(region, described.packageVersion?.status, { expected: version.assets, held });
  } catch (error) {
    const { name, message } = error as Error;
    if (name === 'ResourceNotFoundException' && isAboutVersion(error)) {
      const assets = version.assets.map((asset) => ({ name: asset.name, expected: asset.sha256 }));
      return { region, verdict: 'missing', assets, why: 'the version is not there' };
    }
    return { region, verdict: 'unknown', assets: [], why: `${name}: ${message}` };
  }
}

/** A missing domain or repository is not a missing version. */
function isAboutVersion(error: unknown): boolean {
  const { resourceType } = error as { resourceType?: string };
  return resourceType === 'package' || resourceType === 'package-version';
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

function compare(
  region: string,
  status: string | undefined,
  { expected, held }: { expected: readonly ReleaseAsset[]; held: ReadonlyMap<string, string> },
): RegionHolding {
  const names = new Set([...expected.map((asset) => asset.name), ...held.keys()]);
  const assets = [...names].sort().map((name) => ({
    name,
    expected: expected.find((asset) => asset.name === name)?.sha256,
    found: held.get(name),
  }));
  const foreign = assets.filter((asset) => asset.expected === undefined).map((asset) => asset.name);
  const missing = assets.filter((asset) => asset.found === undefined).map((asset) => asset.name);
  const other = assets
    .filter((asset) => asset.found && asset.expected && asset.found !== asset.expected)
    .map((asset) => asset.name);
  const why = [
    status === 'Published' ? '' : `its status is ${status}`,
    other.length > 0 ? `other bytes: ${other.join(', ')}` : '',
    foreign.length > 0 ? `not part of this build: ${foreign.join(', ')}` : '',
    missing.length > 0 ? `missing: ${missing.join(', ')}` : '',
  ].filter((part) => part !== '');
  const differs = status !== 'Published' || other.length > 0 || foreign.length > 0;
  const verdict = differs ? 'differs' : missing.length > 0 ? 'partial' : 'same';
  return { region, verdict, status, assets, why: why.join('; ') || 'every asset has the same SHA-256' };
}
