import type { SourceCommit } from './source-commit';

/** Where a commit goes, and how git logs in there. */
export interface PushTarget {
  readonly remote: string;
  /** Options of git, before its command. */
  readonly login: readonly string[];
}

/**
 * Puts a commit into the source repository under its tag, and gives the commit that is there: a snapshot of the same
 * files that somebody published before is published again, so that its build has the same bytes.
 */
export async function pushCommit(
  { git, commit, tag }: SourceCommit,
  { remote, login }: PushTarget,
): Promise<{ commit: string; isNew: boolean }> {
  const references = (await git.run(...login, 'ls-remote', remote))
    .split('\n')
    .map((line) => line.split('\t'));
  const tagged = references.find(([, name]) => name === tag)?.[0];
  if (tagged !== undefined) return { commit: tagged, isNew: false };
  if (references.some(([id]) => id === commit)) return { commit, isNew: false };
  await git.run(...login, 'push', '--quiet', remote, `${commit}:${tag}`);
  return { commit, isNew: true };
}
