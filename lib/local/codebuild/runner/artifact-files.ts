import { readdir, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { BuildspecArtifacts } from '../../../contract/buildspec';

/** A file of an artifact: where it is and what it is called in the artifact. */
export interface ArtifactFile {
  readonly path: string;
  readonly name: string;
}

/**
 * The files that an artifact of a buildspec takes (user guide, artifacts/files and following): `*` stays within a
 * folder, `**` crosses folders; a base directory may be a pattern itself, and is no part of the names.
 */
export async function artifactFiles(
  source: string,
  artifacts: Pick<BuildspecArtifacts, 'files' | 'excludePaths' | 'baseDirectory' | 'discardPaths'>,
): Promise<ArtifactFile[]> {
  const found = new Map<string, string>();
  for (const base of await baseDirectories(source, artifacts.baseDirectory)) {
    const files = await filesBelow(base);
    for (const name of files.filter((file) => takes(artifacts, file)))
      found.set(artifacts.discardPaths ? basename(name) : name, join(base, name));
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, path]) => ({ name, path }));
}

function takes(artifacts: Pick<BuildspecArtifacts, 'files' | 'excludePaths'>, file: string): boolean {
  const matches = (pattern: string) => globPattern(pattern).test(file);
  return artifacts.files.some(matches) && !artifacts.excludePaths.some(matches);
}

async function baseDirectories(source: string, pattern = '.'): Promise<string[]> {
  // A build may put its result anywhere: HOME, a temporary folder.
  if (pattern.startsWith('/')) return [pattern];
  const plain = pattern.replace(/\/+$/, '');
  if (!/[*?[{]/.test(plain)) return [join(source, plain)];
  const entries = await readdir(source, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory() && globPattern(plain).test(entry.name))
    .map((entry) => join(source, entry.name))
    .sort();
}

/** Every file below a folder, links followed to files but not into folders. */
async function filesBelow(directory: string, prefix = ''): Promise<string[]> {
  const entries = await readdir(join(directory, prefix), { withFileTypes: true }).catch(() => []);
  const names: string[] = [];
  for (const entry of entries) {
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    if (entry.isDirectory()) names.push(...(await filesBelow(directory, name)));
    else if (entry.isFile() || (await isLinkToFile(join(directory, name)))) names.push(name);
  }
  return names;
}

async function isLinkToFile(path: string): Promise<boolean> {
  return stat(path).then(
    (target) => target.isFile(),
    () => false,
  );
}

/** Pattern of a path as a regular expression. */
export function globPattern(glob: string): RegExp {
  const tokens = /\*\*\/|\*\*|\*|\?|\[!?[^\]]+\]|\{[^{}]*\}|[\s\S]/g;
  const translated = glob.replace(/^\.\//, '').replace(tokens, (token) => {
    if (token === '**/') return '(?:[^/]+/)*';
    if (token === '**') return '.*';
    if (token === '*') return '[^/]*';
    if (token === '?') return '[^/]';
    if (token.length > 1 && token.startsWith('['))
      return token.replace(/^\[!/, '[^').replaceAll('\\', '\\\\');
    if (token.length > 1 && token.startsWith('{'))
      return `(?:${token.slice(1, -1).split(',').map(translate).join('|')})`;
    return token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  });
  return new RegExp(`^${translated}$`);
}

function translate(glob: string): string {
  return globPattern(glob).source.slice(1, -1);
}
