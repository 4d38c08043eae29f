import type { Git } from './git';

/** Branches and tags of a repository: full reference name to object id. */
export type References = Readonly<Record<string, string>>;

/** Reads every branch and tag. */
export async function readReferences(git: Git, directory: string): Promise<References> {
  const lines = await git.run(directory, [
    'for-each-ref',
    '--format=%(objectname) %(refname)',
    'refs/heads',
    'refs/tags',
  ]);
  const references: Record<string, string> = {};
  for (const line of lines.split('\n').filter(Boolean)) {
    const space = line.indexOf(' ');
    references[line.slice(space + 1)] = line.slice(0, space);
  }
  return references;
}

/** Makes HEAD name a branch if any exists, and returns its name. On AWS the first branch pushed becomes the default. */
export async function ensureDefaultBranch(git: Git, directory: string): Promise<string | undefined> {
  const head = (await git.run(directory, ['symbolic-ref', 'HEAD'])).trim();
  const references = await readReferences(git, directory);
  if (references[head] !== undefined) return head.slice('refs/heads/'.length);
  const first = Object.keys(references).find((name) => name.startsWith('refs/heads/'));
  if (first === undefined) return undefined;
  await git.run(directory, ['symbolic-ref', 'HEAD', first]);
  return first.slice('refs/heads/'.length);
}
