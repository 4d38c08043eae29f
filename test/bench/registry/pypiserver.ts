import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from './registry';
import { freePort, startProgram, stopProgram } from './start-program';

/**
 * pypiserver with its caching backend on gunicorn, two processes of eight threads, without authentication. It does not
 * sync files to disk. Its gevent server is no choice: it mixes up requests that come at the same time.
 */
export async function pypiserver(bin: string, folder: string): Promise<Registry> {
  const packages = join(folder, 'pypiserver');
  mkdirSync(packages, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const options = `roots=[${JSON.stringify(packages)}], password_file=".", authenticate=[], backend_arg="cached-dir", disable_fallback=True`;
  const workers = ['--log-level', 'warning', '--workers', '2', '--threads', '8'];
  const command = [
    join(bin, 'gunicorn'),
    ...workers,
    '-b',
    `127.0.0.1:${port}`,
    `pypiserver:app(${options})`,
  ];
  const child = await startProgram(command, url);
  return {
    name: 'pypiserver',
    pid: child.pid as number,
    uploadUrl: url,
    projectUrl: (project) => `${url}simple/${project}/`,
    headers: {},
    stop: () => stopProgram(child),
  };
}
