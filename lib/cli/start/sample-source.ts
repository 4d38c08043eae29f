import { createHash } from 'node:crypto';
import { copyFileSync, lstatSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { CliError, EXIT } from '../failure';

/** What building and testing a package leaves in its folder; a repository would ignore it. */
const LEFTOVERS = /^(\.git|\.venv|__pycache__|dist|build|\.pytest_cache|\.DS_Store|.*\.egg-info|.*\.pyc)$/;

/** The files of a package's source folder. */
export interface SampleSource {
  readonly directory: string;
  /** Relative paths, sorted. */
  readonly files: readonly string[];
  /** SHA-256 over names and content. */
  readonly hash: string;
}

/** Reads `sample-package/` as it is now. */
export function readSample(projectRoot: string): SampleSource {
  const directory = join(projectRoot, 'sample-package');
  const files = listFiles(directory, '');
  if (!files.includes('pyproject.toml')) {
    throw new CliError(
      `${directory}: expected a Python package with a pyproject.toml, found none`,
      EXIT.usage,
    );
  }
  const hash = createHash('sha256');
  for (const file of files)
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(directory, file)))
      .update('\0');
  return { directory, files, hash: hash.digest('hex') };
}

/** Copies a package's files into another folder. */
export function copySample(source: SampleSource, target: string): void {
  for (const file of source.files) {
    mkdirSync(dirname(join(target, file)), { recursive: true });
    copyFileSync(join(source.directory, file), join(target, file));
  }
}

function listFiles(root: string, folder: string): string[] {
  let names: string[];
  try {
    names = readdirSync(join(root, folder));
  } catch {
    return [];
  }
  return names
    .filter((name) => !LEFTOVERS.test(name))
    .flatMap((name) => {
      const path = join(folder, name);
      return lstatSync(join(root, path)).isDirectory() ? listFiles(root, path) : [path];
    })
    .sort();
}
