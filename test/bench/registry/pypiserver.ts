import { createHash } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from './registry';
import { freePort, startProgram, stopProgram } from './start-program';
import { distributionName } from './upload-frame';

/** Password of the benchmark's user, here and in the file that the server checks. */
const CREDENTIALS = { user: 'bench', password: 'bench' };

/**
 * pypiserver with its caching backend on gunicorn, two processes of eight threads. As it comes it checks no password
 * and leaves it to the operating system when a file gets to disk; `synced` does both, see `pypiserver_synced.py`. Its
 * gevent server is no choice: it mixes up requests that come at the same time.
 */
export async function pypiserver(
  bin: string,
  folder: string,
  { synced }: { readonly synced: boolean },
): Promise<Registry> {
  const name = synced ? 'pypiserver, synced' : 'pypiserver as it comes';
  const home = join(folder, synced ? 'pypiserver-synced' : 'pypiserver');
  const packages = join(home, 'packages');
  mkdirSync(packages, { recursive: true });
  const passwords = join(home, 'htpasswd');
  // Of the forms that the file can have the one that is cheapest to check: it is not hashing that is compared.
  const { user, password } = CREDENTIALS;
  writeFileSync(passwords, `${user}:{SHA}${createHash('sha1').update(password).digest('base64')}\n`);
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const application = synced
    ? `pypiserver_synced:create(${JSON.stringify(packages)}, ${JSON.stringify(passwords)})`
    : `pypiserver:app(roots=[${JSON.stringify(packages)}], password_file=".", authenticate=[], backend_arg="cached-dir", disable_fallback=True)`;
  const workers = ['--log-level', 'warning', '--workers', '2', '--threads', '8', '--pythonpath', __dirname];
  const command = [join(bin, 'gunicorn'), ...workers, '-b', `127.0.0.1:${port}`, application];
  const child = await startProgram(command, url);
  const secret = Buffer.from(`${user}:${password}`).toString('base64');
  return {
    name,
    pid: child.pid as number,
    uploadUrl: url,
    projectUrl: (project) => `${url}simple/${project}/`,
    headers: synced ? { authorization: `Basic ${secret}` } : {},
    async fill(projects, versionAt) {
      // Its packages are the files of a folder, so there is no need to upload them.
      for (const [index, project] of projects.entries())
        writeFileSync(join(packages, distributionName(project, versionAt?.(index))), project);
    },
    async remove(projects) {
      for (const project of projects) rmSync(join(packages, distributionName(project)), { force: true });
    },
    stop: () => stopProgram(child),
  };
}
