import type { PackageAddress } from './arns';
import { type CodeArtifactContext, lockKey } from './context';
import type { AssetRecord, PackageRecord, VersionMetadata, VersionRecord } from './package-store';
import { newRevision } from './revision';

/** An asset whose bytes are stored already, and what the client says of its version. */
export interface NewAsset {
  readonly address: PackageAddress;
  readonly version: string;
  readonly fileName: string;
  readonly asset: Omit<AssetRecord, 'uploaded'>;
  readonly metadata: VersionMetadata;
}

/** Why an asset was not published. */
export interface Refusal {
  readonly status: 402 | 403 | 409;
  readonly message: string;
}

/** Default quota "Number of assets per package version" (user guide, "Quotas in AWS CodeArtifact"). */
const MOST_ASSETS = 150;

/**
 * Makes an asset part of its version: visible with one write, with a new revision. Gives a refusal as a value, and
 * nothing for success; repeating an upload that succeeded changes nothing.
 */
export async function publishAsset(
  context: CodeArtifactContext,
  upload: NewAsset,
): Promise<Refusal | undefined> {
  return await context.locks.runAll([lockKey(upload.address)], async () => {
    const record = await context.packages.getPackage(upload.address);
    const before = await context.packages.getVersion(upload.address, upload.version);
    const decision =
      blockedByOrigin(context, upload, record) ??
      (await presentUpstream(context, upload, before)) ??
      blockedByVersion(context, upload, before);
    if (decision === 'nothing to do') return undefined;
    if (decision) return decision;
    // The first version's origin decides about the package (user guide, "Default package origin control settings").
    const restrictions = record?.restrictions ?? { publish: 'ALLOW', upstream: 'BLOCK' };
    const after = withAsset(context, upload, before);
    await context.changes.apply(upload.address, { restrictions }, [{ before, after }]);
    return undefined;
  });
}

function blockedByOrigin(
  { catalog }: CodeArtifactContext,
  { address, version }: NewAsset,
  record: PackageRecord | undefined,
): Refusal | undefined {
  const { groups } = catalog.domain(address.region, address.domain);
  const setting =
    record?.restrictions.publish === 'BLOCK'
      ? 'its package origin controls have Publish: BLOCK'
      : groups.allows('PUBLISH', address.package, address.repository)
        ? undefined
        : `its package group ${groups.of(address.package).pattern.text} blocks publishing`;
  if (setting === undefined) return undefined;
  // The status is a guess: clients are known to look for the message beside 409 (cdklabs/publib, pip.ts).
  return {
    status: 403,
    message: `${address.package} ${version} cannot be published to ${address.repository}. This package is configured to block new versions: ${setting}`,
  };
}

/** Versions that an upstream has cannot be published (user guide, "Publishing and upstream repositories"). */
async function presentUpstream(
  { view }: CodeArtifactContext,
  { address, version }: NewAsset,
  before: VersionRecord | undefined,
): Promise<Refusal | undefined> {
  if (before) return undefined;
  const found = await view.version(address, version);
  if (!found) return undefined;
  return {
    status: 409,
    message: `${address.package} ${version} cannot be published to ${address.repository}: it exists in the upstream repository ${found.repository}`,
  };
}

function blockedByVersion(
  { quirks }: CodeArtifactContext,
  { address, version, fileName, asset }: NewAsset,
  before: VersionRecord | undefined,
): Refusal | 'nothing to do' | undefined {
  if (!before) return undefined;
  const name = `${address.package} ${version}`;
  if (before.status === 'Archived' || before.status === 'Disposed')
    return { status: 409, message: `${name} already exists with status ${before.status}` };
  const present = before.assets[fileName];
  if (present) {
    const same = present.hashes['SHA-256'] === asset.hashes['SHA-256'];
    if (same && quirks.identicalUpload === 'accept') return 'nothing to do';
    const how = same ? 'with the same content' : 'with different content';
    return { status: 409, message: `${name}: asset ${fileName} already exists ${how}` };
  }
  if (quirks.quotas && Object.keys(before.assets).length >= MOST_ASSETS)
    return {
      status: 402,
      message: `${name} has ${MOST_ASSETS} assets, the most that a package version can have`,
    };
  return undefined;
}

function withAsset(
  { clock }: CodeArtifactContext,
  upload: NewAsset,
  before: VersionRecord | undefined,
): VersionRecord {
  const now = clock.now();
  return {
    version: upload.version,
    status: before?.status ?? 'Published',
    publishedTime: before?.publishedTime ?? now,
    enteredThrough: before?.enteredThrough ?? upload.address.repository,
    metadata: before?.metadata ?? upload.metadata,
    revision: newRevision(),
    assets: { ...before?.assets, [upload.fileName]: { ...upload.asset, uploaded: now } },
  };
}
