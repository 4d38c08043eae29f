import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Clock } from '../../local/clock';
import { CliError, EXIT } from '../failure';
import { createGit, type Git, withoutGitVariables } from '../git';

/** A commit whose files are those of a package's folder, in a repository of its own that can push it. */
export interface SourceCommit {
  readonly commit: string;
  /** Name of the tag that keeps the commit in the source repository: the same content has the same tag. */
  readonly tag: string;
  /** Whether it was made here: it is not the commit that the folder itself is at. */
  readonly isSnapshot: boolean;
  /** Git in the scratch repository, which has the commit. */
  readonly git: Git;
}

/** Where the folder is, and what may be taken from it. */
export interface SourceOptions {
  readonly folder: string;
  /** Empty folder for the scratch repository. */
  readonly scratch: string;
  readonly allowDirty: boolean;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly clock: Pick<Clock, 'now'>;
  readonly signal?: AbortSignal;
}

/** What building and testing a package leaves in a folder that no repository says what to ignore in. */
const LEFTOVERS = [
  '.venv/',
  '__pycache__/',
  'dist/',
  'build/',
  '.pytest_cache/',
  '*.egg-info/',
  '*.pyc',
  '.DS_Store',
];

/** Whoever pushes is known to the source repository; a fixed name keeps the commit the same for the same content. */
const IDENTITY = { name: 'vigilant publish', email: 'vigilant@localhost' };

/**
 * The commit of a folder: the one that it is at, when the folder is the top of a repository without changes; else a
 * snapshot of the folder's files. The user's repository is only read.
 * @throws CliError for a folder without a package, or with changes that were not committed
 */
export async function sourceCommit(options: SourceOptions): Promise<SourceCommit> {
  const { folder, scratch, clock } = options;
  if (!existsSync(join(folder, 'pyproject.toml'))) {
    throw new CliError(`${folder}: expected a Python package with a pyproject.toml, found none`, EXIT.usage);
  }
  const env = { ...withoutGitVariables(options.env), GIT_TERMINAL_PROMPT: '0', LC_ALL: 'C' };
  const own = createGit({ cwd: folder, env, signal: options.signal });
  const before = await repositoryOf(own);
  if (before && before.changes.length > 0 && !options.allowDirty) throw uncommitted(folder, before.changes);
  const git = await scratchRepository(options, { env, objects: before?.objects });
  const isClean = before !== undefined && before.changes.length === 0;
  if (before && isClean && before.prefix === '' && !before.isShallow) {
    return { commit: before.head, tag: tagOf(before.head), isSnapshot: false, git };
  }
  const tree =
    before && isClean
      ? await own.run('rev-parse', `HEAD:${before.prefix}`)
      : await addFiles({ folder, scratch, own: before && own, git });
  const origin = before && `\n\nSource-commit: ${before.head}${isClean ? '' : ', with changes'}`;
  const date = before && isClean ? before.date : new Date(clock.now()).toISOString();
  const message = `Snapshot of the package's folder${origin ?? ''}`;
  const commit = await commitTree({ folder: scratch, env, signal: options.signal }, { tree, message, date });
  return { commit, tag: tagOf(tree), isSnapshot: true, git };
}

const tagOf = (id: string) => `refs/tags/vigilant-publish/${id}`;

/** What git knows about the folder; nothing when no repository has it. */
async function repositoryOf(git: Git) {
  const inside = await git.attempt('rev-parse', '--show-prefix');
  if (inside.code !== 0) {
    if (/not a git repository/.test(inside.stderr)) return undefined;
    throw new CliError(inside.stderr.trim());
  }
  const prefix = inside.stdout.trim().replace(/\/$/, '');
  const tracked = await git.attempt('rev-parse', '--verify', '--quiet', `HEAD:${prefix}`);
  if (tracked.code !== 0) return undefined;
  const changes = await git.run('status', '--porcelain', '--untracked-files=all', '--', '.');
  const [head, date] = (await git.run('log', '-1', '--format=%H %cI')).split(' ') as [string, string];
  return {
    prefix,
    head,
    date,
    changes: changes === '' ? [] : changes.split('\n'),
    isShallow: (await git.run('rev-parse', '--is-shallow-repository')) === 'true',
    objects: await git.run('rev-parse', '--path-format=absolute', '--git-path', 'objects'),
  };
}

function uncommitted(folder: string, changes: readonly string[]): CliError {
  const shown = changes.slice(0, 10).map((change) => `  ${change.trim()}`);
  const rest = changes.length > shown.length ? [`  … ${changes.length - shown.length} more`] : [];
  return new CliError(
    [
      `${folder}: expected every change to be committed, found ${changes.length} that are not:`,
      ...shown,
      ...rest,
      'Commit them, so that the release can be traced to a commit, or add --allow-dirty to publish the folder as it is.',
    ].join('\n'),
    EXIT.usage,
  );
}

/** A bare repository that sees the objects of the user's one and writes none into it. */
async function scratchRepository(
  { scratch, folder, signal }: SourceOptions,
  { env, objects }: { env: Record<string, string | undefined>; objects?: string },
): Promise<Git> {
  await createGit({ cwd: folder, env, signal }).run('init', '--quiet', '--bare', scratch);
  if (objects) writeFileSync(join(scratch, 'objects', 'info', 'alternates'), `${objects}\n`);
  mkdirSync(join(scratch, 'info'), { recursive: true });
  writeFileSync(join(scratch, 'info', 'exclude'), `${LEFTOVERS.join('\n')}\n`);
  return createGit({ cwd: scratch, env: { ...env, GIT_DIR: scratch }, signal });
}

/** The tree of the folder's files, as its own repository would take them, or without what a build leaves behind. */
async function addFiles({
  folder,
  scratch,
  own,
  git,
}: {
  folder: string;
  scratch: string;
  own?: Git;
  git: Git;
}): Promise<string> {
  const there = ['-C', folder, `--git-dir=${scratch}`, `--work-tree=${folder}`];
  const list = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', '.'];
  const listed = own ? await own.run(...list) : await git.run(...there, ...list);
  // Files that were deleted without git are still listed.
  const files = listed.split('\0').filter((file) => file !== '' && existsSync(join(folder, file)));
  const paths = join(scratch, 'paths');
  writeFileSync(paths, files.join('\0'));
  await git.run(...there, 'add', '--force', `--pathspec-from-file=${paths}`, '--pathspec-file-nul');
  return git.run('write-tree');
}

function commitTree(
  { folder, env, signal }: { folder: string; env: Record<string, string | undefined>; signal?: AbortSignal },
  { tree, message, date }: { tree: string; message: string; date: string },
): Promise<string> {
  const who = (role: 'AUTHOR' | 'COMMITTER') => ({
    [`GIT_${role}_NAME`]: IDENTITY.name,
    [`GIT_${role}_EMAIL`]: IDENTITY.email,
    [`GIT_${role}_DATE`]: date,
  });
  const git = createGit({
    cwd: folder,
    env: { ...env, GIT_DIR: folder, ...who('AUTHOR'), ...who('COMMITTER') },
    signal,
  });
  return git.run('-c', 'commit.gpgSign=false', 'commit-tree', tree, '-m', message);
}
