import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import type { Registry } from './registry';
import { freePort, startProgram, stopProgram } from './start-program';

/** The user that devpi-init makes; its index is an address below it. */
const USER = 'root';

/** devpi-server with one index of its own, on SQLite and files as it comes. */
export async function devpi(bin: string, folder: string): Promise<Registry> {
  const state = join(folder, 'devpi');
  const init = ['--serverdir', state, '--no-root-pypi', '--root-passwd', 'bench'];
  execFileSync(join(bin, 'devpi-init'), init, { stdio: 'pipe' });
  const port = await freePort();
  const root = `http://127.0.0.1:${port}`;
  const flags = ['--serverdir', state, '--host', '127.0.0.1', '--port', String(port)];
  const child = await startProgram([join(bin, 'devpi-server'), ...flags], `${root}/+api`);
  const login = await send(`${root}/+login`, 'POST', {}, { user: USER, password: 'bench' });
  const secret = Buffer.from(`${USER}:${login.result.password}`).toString('base64');
  const headers = { 'x-devpi-auth': secret };
  const index = `${root}/${USER}/bench`;
  await send(index, 'PUT', headers, { type: 'stage', volatile: true, bases: [] });
  return {
    name: 'devpi',
    pid: child.pid as number,
    uploadUrl: `${index}/`,
    projectUrl: (project) => `${index}/+simple/${project}/`,
    headers,
    stop: () => stopProgram(child),
  };
}

async function send(
  url: string,
  method: string,
  headers: Record<string, string>,
  body: unknown,
): Promise<any> {
  const answer = await fetch(url, {
    method,
    headers: { ...headers, 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok)
    throw new Error(`expected ${method} ${url} to succeed, found ${answer.status} ${await answer.text()}`);
  return answer.json();
}
