import { execFile } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What to push, and where. */
export interface SamplePush {
  /** Folder with `sample-package`. */
  readonly projectRoot: string;
  readonly remote: string;
  readonly branch: string;
  readonly version: string;
  /** @default the sample's own name */
  readonly name?: string;
  /**
   * How often it is pushed, a second apart, until that succeeds: a push that was only cut off has perhaps arrived.
   *
   * @default 1
   */
  readonly attempts?: number;
}

/** Between two pushes, in milliseconds. */
const PAUSE = 1000;
const IDENTITY = ['user.name=Flow', 'user.email=flow@localhost', 'commit.gpgsign=false'];

/** Commits the sample package under a version, and a name, on top of what the remote has, and pushes it. Gives the commit. */
export async function pushSample({
  projectRoot,
  remote,
  branch,
  version,
  name,
  attempts = 1,
}: SamplePush): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'vigilant-push-'));
  const git = async (...args: string[]) => {
    const options = IDENTITY.flatMap((setting) => ['-c', setting]);
    const { stdout } = await run('git', [...options, ...args], { cwd: folder, timeout: 60_000 });
    return stdout.trim();
  };
  try {
    await git('init', '--quiet', `--initial-branch=${branch}`);
    await git('remote', 'add', 'origin', remote);
    if (await git('ls-remote', 'origin', `refs/heads/${branch}`)) {
      await git('fetch', '--quiet', 'origin', branch);
      await git('reset', '--quiet', '--soft', 'FETCH_HEAD');
    }
    cpSync(join(projectRoot, 'sample-package'), folder, {
      recursive: true,
      filter: (path) => !path.includes('__pycache__'),
    });
    const project = join(folder, 'pyproject.toml');
    const text = readFileSync(project, 'utf8').replace(/^version = .*$/m, `version = "${version}"`);
    writeFileSync(project, name === undefined ? text : text.replace(/^name = .*$/m, `name = "${name}"`));
    await git('add', '--all');
    await git('commit', '--quiet', '--allow-empty', '--message', `Version ${version}`);
    for (let left = attempts - 1; ; left -= 1) {
      try {
        await git('push', '--quiet', 'origin', branch);
        break;
      } catch (error) {
        if (left === 0) throw error;
      }
      await delay(PAUSE);
    }
    return await git('rev-parse', 'HEAD');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
