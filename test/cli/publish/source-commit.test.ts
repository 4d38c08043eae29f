import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pushCommit } from '../../../lib/cli/publish/push-commit';
import { type SourceOptions, sourceCommit } from '../../../lib/cli/publish/source-commit';

let root: string;
let folder: string;
let scratches = 0;

const git = (where: string, ...args: string[]) =>
  execFileSync('git', ['-C', where, ...args], { encoding: 'utf8', env: ENV }).trim();
const ENV = {
  PATH: process.env['PATH'],
  GIT_AUTHOR_NAME: 'A Person',
  GIT_AUTHOR_EMAIL: 'person@example.com',
  GIT_COMMITTER_NAME: 'A Person',
  GIT_COMMITTER_EMAIL: 'person@example.com',
  GIT_CONFIG_GLOBAL: '/dev/null',
};
const write = (file: string, text = '') => {
  mkdirSync(join(folder, file, '..'), { recursive: true });
  writeFileSync(join(folder, file), text);
};
const commitAll = (where = folder) => {
  git(where, 'add', '--all');
  git(where, 'commit', '--quiet', '--message', 'work');
  return git(where, 'rev-parse', 'HEAD');
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'vigilant-source-'));
  folder = join(root, 'package');
  write('pyproject.toml', '[project]');
  write('src/pkg/__init__.py');
});
afterEach(() => rmSync(root, { recursive: true }));

const take = (options: Partial<SourceOptions> = {}) => {
  scratches += 1;
  const scratch = join(root, `scratch-${scratches}`);
  mkdirSync(scratch);
  return sourceCommit({
    folder,
    scratch,
    allowDirty: false,
    // A variable that must not lead git elsewhere.
    env: { PATH: process.env['PATH'], HOME: root, GIT_DIR: '/nowhere' },
    clock: { now: () => Date.UTC(2026, 0, 1) },
    ...options,
  });
};
const filesOf = async (source: Awaited<ReturnType<typeof take>>) =>
  (await source.git.run('ls-tree', '-r', '--name-only', source.commit)).split('\n');

test('the top of a repository without changes is published as the commit that it is at', async () => {
  git(folder, 'init', '--quiet');
  const head = commitAll();
  expect(await take()).toMatchObject({
    commit: head,
    isSnapshot: false,
    tag: `refs/tags/vigilant-publish/${head}`,
  });
});

test('changes that are not committed are refused, with their names, unless they are allowed', async () => {
  git(folder, 'init', '--quiet');
  const head = commitAll();
  write('src/pkg/new.py', 'x = 1');
  rmSync(join(folder, 'src/pkg/__init__.py'));
  await expect(take()).rejects.toThrow(/found 2 that are not:.*new\.py.*--allow-dirty/s);
  const source = await take({ allowDirty: true });
  expect(await filesOf(source)).toEqual(['pyproject.toml', 'src/pkg/new.py']);
  expect(await source.git.run('log', '-1', '--format=%B', source.commit)).toContain(
    `Source-commit: ${head}, with changes`,
  );
});

test('a folder inside a repository is a snapshot with the commit’s date, the same each time', async () => {
  git(root, 'init', '--quiet');
  writeFileSync(join(root, '.gitignore'), 'scratch-*\n*.log\n');
  write('debug.log', 'not part of it');
  const head = commitAll(root);
  const first = await take();
  expect(first.isSnapshot).toBe(true);
  expect(await filesOf(first)).toEqual(['pyproject.toml', 'src/pkg/__init__.py']);
  expect(await first.git.run('log', '-1', '--format=%cI %B', first.commit)).toContain(head);
  expect((await take({ clock: { now: () => 0 } })).commit).toBe(first.commit);
});

test('a folder without a repository is a snapshot without what a build leaves behind', async () => {
  for (const file of ['dist/a.whl', 'src/pkg/__pycache__/x.pyc', 'pkg.egg-info/PKG-INFO', '.venv/x'])
    write(file);
  write('.gitignore', 'secret.env');
  write('secret.env', 'PASSWORD=x');
  const source = await take();
  expect(await filesOf(source)).toEqual(['.gitignore', 'pyproject.toml', 'src/pkg/__init__.py']);
});

test('the repository of the person gets neither objects nor references', async () => {
  git(folder, 'init', '--quiet');
  commitAll();
  write('more.py', 'x = 1');
  const before = git(folder, 'count-objects');
  await take({ allowDirty: true });
  expect(git(folder, 'count-objects')).toBe(before);
  expect(git(folder, 'status', '--porcelain')).toBe('?? more.py');
  expect(readdirSync(join(folder, '.git'))).not.toContain('info/alternates');
});

test('a folder that is no package is refused before git is asked', async () => {
  rmSync(join(folder, 'pyproject.toml'));
  await expect(take()).rejects.toThrow('expected a Python package with a pyproject.toml, found none');
});

test('a shallow clone is published as a snapshot, since its history cannot be pushed', async () => {
  git(folder, 'init', '--quiet');
  commitAll();
  write('two.py');
  commitAll();
  const clone = join(root, 'clone');
  git(root, 'clone', '--quiet', '--depth', '1', `file://${folder}`, clone);
  expect((await take({ folder: clone })).isSnapshot).toBe(true);
});

describe('a commit in the source repository', () => {
  const remoteOf = () => {
    const remote = join(root, 'remote.git');
    git(root, 'init', '--quiet', '--bare', remote);
    return remote;
  };

  test('is kept by a tag, and no branch moves', async () => {
    const remote = remoteOf();
    const source = await take();
    expect(await pushCommit(source, { remote, login: [] })).toEqual({ commit: source.commit, isNew: true });
    expect(git(remote, 'for-each-ref', '--format=%(refname)')).toBe(source.tag);
  });

  test('is found again by its files, so that publishing them again builds the same bytes', async () => {
    const remote = remoteOf();
    const first = await take();
    await pushCommit(first, { remote, login: [] });
    const later = await take({ clock: { now: () => Date.UTC(2027, 0, 1) } });
    expect(later.commit).not.toBe(first.commit);
    expect(await pushCommit(later, { remote, login: [] })).toEqual({ commit: first.commit, isNew: false });
  });

  test('is not pushed again when a branch has it', async () => {
    const remote = remoteOf();
    git(folder, 'init', '--quiet', '--initial-branch=main');
    commitAll();
    git(folder, 'push', '--quiet', remote, 'main');
    expect(await pushCommit(await take(), { remote, login: [] })).toMatchObject({ isNew: false });
    expect(git(remote, 'for-each-ref', '--format=%(refname)')).toBe('refs/heads/main');
  });
});
