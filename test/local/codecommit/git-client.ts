import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { HttpRoute } from '../../../lib/local/service';

const run = promisify(execFile);

/** Serves routes on a free port. */
export async function serve(
  routes: () => readonly HttpRoute[],
): Promise<{ server: Server; endpoint: string }> {
  const server = createServer((request, response) => {
    const route = routes().find((candidate) => candidate.matches(request.url ?? '', request));
    if (route === undefined) response.writeHead(404).end();
    else route.handle(request, response).catch((error) => response.destroy(error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return { server, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** A clone with the user's git, which is asked for nothing: a prompt would fail. */
export async function workingCopy(remote: string) {
  const directory = await mkdtemp(join(tmpdir(), 'git-client-'));
  const git = async (...args: string[]) => {
    const { stdout } = await run('git', args, {
      cwd: directory,
      env: {
        PATH: process.env['PATH'],
        GIT_CONFIG_GLOBAL: '/dev/null',
        GIT_CONFIG_NOSYSTEM: '1',
        GIT_TERMINAL_PROMPT: '0',
        GIT_AUTHOR_NAME: 'Ann',
        GIT_AUTHOR_EMAIL: 'ann@example.com',
        GIT_COMMITTER_NAME: 'Bob',
        GIT_COMMITTER_EMAIL: 'bob@example.com',
        GIT_AUTHOR_DATE: '1711111111 +0100',
        GIT_COMMITTER_DATE: '1711111222 +0000',
      },
    });
    return stdout.trim();
  };
  await git('init', '--quiet', '--initial-branch=main');
  await git('remote', 'add', 'origin', remote);
  return {
    directory,
    git,
    /** Commits one file and gives the commit's id. */
    async commit(name: string, content: string | Buffer, message = `change ${name}`) {
      await writeFile(join(directory, name), content);
      await git('add', '--all');
      await git('commit', '--quiet', '--message', message);
      return git('rev-parse', 'HEAD');
    },
  };
}
