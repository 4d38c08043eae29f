import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Registry } from './registry';
import { freePort, startProgram, stopProgram } from './start-program';

/** pypiserver with its caching backend on gevent, without authentication. It does not sync files to disk. */
export async function pypiserver(bin: string, folder: string): Promise<Registry> {
  const packages = join(folder, 'pypiserver');
  mkdirSync(packages, { recursive: true });
  const port = await freePort();
  const url = `http://127.0.0.1:${port}/`;
  const flags = [
    '--backend',
    'cached-dir',
    '--server',
    'gevent',
    '--disable-fallback',
    '--overwrite',
    '-P',
    '.',
    '-a',
    '.',
  ];
  const command = [
    join(bin, 'pypi-server'),
    'run',
    '-i',
    '127.0.0.1',
    '-p',
    String(port),
    ...flags,
    packages,
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
