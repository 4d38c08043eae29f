import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createGit, withoutGitVariables } from '../git';
import { copySample, type SampleSource } from './sample-source';

/** Where and as whom the sample is pushed. */
export interface PushOptions {
  readonly remote: string;
  readonly branch: string;
  /** Folder for the scratch clone. */
  readonly scratch: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Commit that the last start pushed: with anything else on the branch, the branch is someone's own work. */
  readonly lastPushed?: string;
  readonly signal?: AbortSignal;
}

/** What a push came to. `foreign`: the branch has commits that did not come from here, so it was left alone. */
export interface PushResult {
  readonly commit: string;
  readonly outcome: 'pushed' | 'unchanged' | 'foreign';
}

/** Pushes the sample package to the local remote as one commit on top of what is there. */
export async function pushSample(source: SampleSource, options: PushOptions): Promise<PushResult> {
  const git = gitIn(options);
  rmSync(options.scratch, { recursive: true, force: true });
  mkdirSync(options.scratch, { recursive: true });
  await git('init', '--quiet', `--initial-branch=${options.branch}`);
  await git('remote', 'add', 'origin', options.remote);
  const head = (await git('ls-remote', 'origin', `refs/heads/${options.branch}`)).split(/\s/)[0];
  if (head) {
    if (options.lastPushed !== undefined && head !== options.lastPushed)
      return { commit: head, outcome: 'foreign' };
    await git('fetch', '--quiet', 'origin', options.branch);
    await git('checkout', '--quiet', '-B', options.branch, 'FETCH_HEAD');
  }
  for (const name of readdirSync(options.scratch)) {
    if (name !== '.git') rmSync(join(options.scratch, name), { recursive: true });
  }
  copySample(source, options.scratch);
  await git('add', '--all', '--force');
  if ((await git('status', '--porcelain')) === '' && head) return { commit: head, outcome: 'unchanged' };
  await git('commit', '--quiet', '--message', head ? 'Update the sample package' : 'Add the sample package');
  await git('push', '--quiet', 'origin', options.branch);
  return { commit: await git('rev-parse', 'HEAD'), outcome: 'pushed' };
}

const IDENTITY = {
  GIT_AUTHOR_NAME: 'vigilant start',
  GIT_AUTHOR_EMAIL: 'vigilant@localhost',
  GIT_COMMITTER_NAME: 'vigilant start',
  GIT_COMMITTER_EMAIL: 'vigilant@localhost',
};

/** git without the user's own configuration: no signing, no hooks, no credential helpers, no other identity. */
function gitIn({ scratch, env, signal }: PushOptions) {
  const kept = Object.entries(withoutGitVariables(env)).filter(([name]) => !/_proxy$/i.test(name));
  const environment = {
    ...Object.fromEntries(kept),
    ...IDENTITY,
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_TERMINAL_PROMPT: '0',
  };
  const git = createGit({ cwd: scratch, env: environment, signal });
  return (...args: string[]) => git.run('-c', 'core.autocrlf=false', ...args);
}
