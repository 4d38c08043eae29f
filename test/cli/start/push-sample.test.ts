import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pushSample } from '../../../lib/cli/start/push-sample';
import { readSample } from '../../../lib/cli/start/sample-source';

let folder: string;
let remote: string;

const git = (...args: string[]) => execFileSync('git', ['-C', remote, ...args], { encoding: 'utf8' }).trim();
const write = (file: string, text: string) => {
  mkdirSync(join(folder, 'sample-package', file, '..'), { recursive: true });
  writeFileSync(join(folder, 'sample-package', file), text);
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigilant-push-'));
  remote = join(folder, 'remote.git');
  execFileSync('git', ['init', '--quiet', '--bare', remote]);
  write('pyproject.toml', '[project]');
  write('src/pkg/__init__.py', '');
});
afterEach(() => rmSync(folder, { recursive: true }));

const push = (lastPushed?: string) =>
  pushSample(readSample(folder), {
    remote,
    branch: 'main',
    scratch: join(folder, 'scratch'),
    // A person's own settings that would break or sign a commit.
    env: { PATH: process.env['PATH'], HOME: folder, GIT_AUTHOR_NAME: '', GIT_DIR: '/nowhere' },
    lastPushed,
  });

test('what a build leaves behind is not part of the package', () => {
  for (const file of ['dist/a.whl', 'src/pkg/__pycache__/x.pyc', 'pkg.egg-info/PKG-INFO', '.venv/x'])
    write(file, '');
  expect(readSample(folder).files).toEqual(['pyproject.toml', 'src/pkg/__init__.py']);
});

test('a folder without a pyproject is refused by name', () => {
  rmSync(join(folder, 'sample-package', 'pyproject.toml'));
  expect(() => readSample(folder)).toThrow(/sample-package: expected a Python package with a pyproject.toml/);
});

test('the first push makes the branch; the same content again makes no commit', async () => {
  const first = await push();
  expect(first.outcome).toBe('pushed');
  expect(git('rev-parse', 'main')).toBe(first.commit);
  expect(git('ls-tree', '-r', '--name-only', 'main').split('\n')).toEqual([
    'pyproject.toml',
    'src/pkg/__init__.py',
  ]);
  expect(await push(first.commit)).toEqual({ commit: first.commit, outcome: 'unchanged' });
});

test('changed content, removed files included, is one commit more', async () => {
  const first = await push();
  write('pyproject.toml', '[project] # 2');
  rmSync(join(folder, 'sample-package', 'src'), { recursive: true });
  const second = await push(first.commit);
  expect(second.outcome).toBe('pushed');
  expect(git('rev-parse', 'main^')).toBe(first.commit);
  expect(git('ls-tree', '-r', '--name-only', 'main')).toBe('pyproject.toml');
});

test('a branch with commits of someone else is left alone', async () => {
  const first = await push();
  write('pyproject.toml', '[project] # mine');
  const mine = await push(first.commit);
  write('pyproject.toml', '[project] # other');
  expect(await push(first.commit)).toEqual({ commit: mine.commit, outcome: 'foreign' });
  expect(git('rev-parse', 'main')).toBe(mine.commit);
});

test('a remote that is not there is told with git’s own words', async () => {
  rmSync(remote, { recursive: true });
  await expect(push()).rejects.toThrow(/"git ls-remote .*" failed/);
});
