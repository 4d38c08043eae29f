import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { PutObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { type Release, releaseBucketName, releaseKeys } from '../../../lib/contract';
import { ACCOUNT, PYTHON, ROOT } from './paths';

/** A release as the build job hands it on. */
export interface MadeRelease {
  readonly release: Release;
  /** Folder with `release.json` and `bundle.zip`. */
  readonly directory: string;
}

/**
 * Makes a release with the project's own `buildspecs/release.py` and the pinned tools of `.venv`, so that its bundle
 * has what a bundle on AWS has. The distributions are made without a build backend, which would need a network. The
 * source distribution of a version always has the same bytes, and so has its wheel unless `bytes` are asked for.
 */
export function makeRelease(
  folder: string,
  {
    name,
    version,
    bytes = 0,
    sourceOnly = false,
  }: { name: string; version: string; bytes?: number; sourceOnly?: boolean },
): MadeRelease {
  const tools = join(folder, 'tools');
  const dist = join(folder, `dist-${version}`);
  const directory = join(folder, `release-${version}`);
  prepareTools(folder, tools);
  const options = { cwd: folder, stdio: 'pipe' as const };
  const script = join(__dirname, 'distribution.py');
  execFileSync(PYTHON, [script, dist, name, version, String(bytes)], options);
  if (sourceOnly) for (const file of readdirSync(dist)) if (file.endsWith('.whl')) rmSync(join(dist, file));
  execFileSync(PYTHON, [tools, 'release', 'write', '--dist', dist, '--output', directory], options);
  return { release: JSON.parse(readFileSync(join(directory, 'release.json'), 'utf8')), directory };
}

/** Stores what is in a release's folder where runs look for it, as the pipeline does before it starts a run. */
export async function storeRelease(s3: S3Client, { release, directory }: MadeRelease): Promise<void> {
  const keys = releaseKeys(release);
  const Bucket = releaseBucketName('vigilant', ACCOUNT, 'us-east-1');
  for (const [Key, file] of [
    [keys.bundle, 'bundle.zip'],
    [keys.manifest, 'release.json'],
  ] as const)
    await s3.send(new PutObjectCommand({ Bucket, Key, Body: readFileSync(join(directory, file)) }));
}

/** What build.yml installs with pip: the same packages, taken from `.venv`. */
export function prepareTools(folder: string, tools: string): void {
  if (readdirSync(folder).includes('tools')) return;
  mkdirSync(tools);
  const [python] = readdirSync(join(ROOT, '.venv', 'lib'));
  const packages = join(ROOT, '.venv', 'lib', python as string, 'site-packages');
  const listed = readFileSync(join(ROOT, 'buildspecs', 'release.py'), 'utf8').match(
    /UPLOAD_PACKAGES = \{([^}]*)\}/,
  );
  const names = [...(listed?.[1] ?? '').matchAll(/"(\w+)"/g)].map((match) => match[1] as string);
  for (const entry of readdirSync(packages)) {
    if (names.includes(entry.split('-')[0] as string))
      cpSync(join(packages, entry), join(tools, entry), {
        recursive: true,
        filter: (path) => !path.includes('__pycache__'),
      });
  }
  cpSync(join(ROOT, 'buildspecs', 'run_tool.py'), join(tools, '__main__.py'));
  cpSync(join(ROOT, 'buildspecs', 'release.py'), join(tools, 'release.py'));
  symlinkSync(join(ROOT, 'buildspecs', 'publish.py'), join(folder, 'publish.py'));
}
