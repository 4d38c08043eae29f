import { createHash } from 'node:crypto';
import { shown } from './shown';

/** One distribution file of a release. `sha256` is lower-case hex, `size` is in bytes. */
export interface ReleaseAsset {
  readonly name: string;
  readonly sha256: string;
  readonly size: number;
}

/** `release.json`: what a version consists of. Written once by the build, never changed. */
export interface Release {
  /** Normalised name (PEP 503). */
  readonly package: string;
  /** Version in its normalised form (PEP 440). */
  readonly version: string;
  /** {@link releaseDigest} of the assets. */
  readonly digest: string;
  /** Commit the version was built from, if known. */
  readonly revision?: string;
  /** Sorted by name. */
  readonly assets: readonly ReleaseAsset[];
}

/** PEP 508: letters, digits, and `.`, `_`, `-` in between. */
const PACKAGE_NAME = /^[A-Za-z0-9]([A-Za-z0-9._-]{0,253}[A-Za-z0-9])?$/;

/** PEP 440, in the normalised form that a build writes into file names. */
const VERSION = /^(\d+!)?\d+(\.\d+)*((a|b|rc)\d+)?(\.post\d+)?(\.dev\d+)?(\+[a-z0-9]+(\.[a-z0-9]+)*)?$/;

/** Longest version that CodeArtifact takes (`PackageVersion` in its service model). */
const LONGEST_VERSION = 255;

const SHA256 = /^[0-9a-f]{64}$/;

/** Whether a value can be the name of a package, normalised or not. */
export function isPackageName(value: unknown): value is string {
  return typeof value === 'string' && PACKAGE_NAME.test(value);
}

/** Whether a value can be the version of a release, which is normalised. */
export function isNormalizedVersion(value: unknown): value is string {
  return typeof value === 'string' && value.length <= LONGEST_VERSION && VERSION.test(value);
}

/** Whether a value is a SHA-256 as releases are identified by it: lower-case hex. */
export function isSha256(value: unknown): value is string {
  return typeof value === 'string' && SHA256.test(value);
}

/** Normalises a project name (PEP 503). CodeArtifact's API and ARNs accept only this form. */
export function normalizePackageName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}

/**
 * Identifies a build: SHA-256 over the lines `<sha256>  <name>\n` of the assets in code-point order of their names,
 * which is the output of `sha256sum` on the sorted files. It is part of the bucket key, so the key is its own proof.
 */
export function releaseDigest(assets: readonly Pick<ReleaseAsset, 'name' | 'sha256'>[]): string {
  const lines = [...assets]
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
    .map((asset) => `${asset.sha256}  ${asset.name}\n`);
  return createHash('sha256').update(lines.join(''), 'utf8').digest('hex');
}

/** A file name as PEP 427 and PEP 625 make them, and never a path. */
const ASSET_NAME = /^[A-Za-z0-9][A-Za-z0-9._+!-]*$/;

/**
 * What is wrong with the `assets` of a manifest; undefined if nothing is. Whoever may write to the release bucket may
 * have written them.
 */
export function assetsProblem(assets: unknown): string | undefined {
  if (!Array.isArray(assets) || assets.length === 0) return 'expected a list of assets';
  const names = new Set<string>();
  for (const [i, asset] of assets.entries()) {
    const { name, sha256 } = (asset ?? {}) as Record<string, unknown>;
    if (typeof name !== 'string' || !ASSET_NAME.test(name))
      return `assets[${i}].name: expected a file name, got ${shown(name)}`;
    if (!isSha256(sha256))
      return `assets[${i}].sha256: expected 64 lower-case hex digits, got ${shown(sha256)}`;
    if (names.has(name)) return `assets[${i}].name: expected each name once, got ${name} again`;
    names.add(name);
  }
  return undefined;
}

/** S3 keys of a release in the release bucket. */
export function releaseKeys(release: Pick<Release, 'package' | 'version' | 'digest'>) {
  const prefix = `${release.package}/${release.version}/${release.digest}`;
  return { manifest: `${prefix}/release.json`, bundle: `${prefix}/bundle.zip` };
}
