import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Release, releaseDigest, releaseKeys } from '../../../lib/contract';
import { type Service, ServiceError } from '../../../lib/local/service';

/** Package and version that every schedule is about. */
export const PACKAGE = 'demo';
export const VERSION = '1.0';

/** Which of two builds of the version. */
export type Build = 'A' | 'B';

/** A build with the bytes of its files. */
export interface StoredRelease extends Release {
  readonly bytes: Readonly<Record<string, Buffer>>;
}

const FILE_NAMES = ['demo-1.0.tar.bz2', 'demo-1.0.tar.gz', 'demo-1.0.zip'];
/** A file that no build has. */
export const FOREIGN_FILE = 'demo-1.0.tgz';

/** A build with so many files; builds A and B have the same names and other bytes. */
export function makeRelease(build: Build, files: number): StoredRelease {
  const bytes = Object.fromEntries(
    FILE_NAMES.slice(0, files).map((name) => [name, Buffer.from(`${name} of build ${build}`)]),
  );
  const assets = Object.entries(bytes).map(([name, content]) => ({
    name,
    sha256: sha256(content),
    size: content.length,
  }));
  return {
    package: PACKAGE,
    version: VERSION,
    digest: releaseDigest(assets),
    revision: `commit-${build}`,
    assets,
    bytes,
  };
}

/** SHA-256 as the package index shows it. */
export function sha256(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The release bucket. A bundle here is JSON with the files in base64, since no job unpacks it in a shell. */
export function releaseBucket(releases: readonly StoredRelease[]): Service {
  const objects = new Map<string, string>();
  for (const { bytes, ...release } of releases) {
    const keys = releaseKeys(release);
    const files = Object.entries(bytes).map(([name, content]) => [name, content.toString('base64')]);
    objects.set(keys.manifest, JSON.stringify(release));
    objects.set(keys.bundle, JSON.stringify({ ...release, files: Object.fromEntries(files) }));
  }
  return {
    model: 's3',
    operations: {
      GetObject: {
        permissions: () => [],
        handle({ Key }) {
          const text = objects.get(Key);
          if (text === undefined) throw new ServiceError('NoSuchKey', `there is no object ${Key}`);
          return { Body: Readable.from([Buffer.from(text)]), ContentLength: Buffer.byteLength(text) };
        },
      },
    },
  };
}
