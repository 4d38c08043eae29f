import { type ChildProcess, spawn } from 'node:child_process';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { basename, dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CgiHeader } from './cgi-header';
import { ended, type Git } from './git';

/** What `git http-backend` is asked to serve. */
export interface BackendRequest {
  readonly directory: string;
  /** `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  readonly endpoint: string;
  readonly query: string;
  /** Awaited after git has ended and before the answer is complete. */
  readonly beforeEnd?: (() => Promise<void>) | undefined;
}

/** Runs `git http-backend` as a CGI program, streaming both ways: no push or clone is held in memory. */
export class GitBackend {
  private readonly children = new Set<ChildProcess>();

  constructor(private readonly git: Git) {}

  async serve(
    { request, response }: { request: IncomingMessage; response: ServerResponse },
    options: BackendRequest,
  ): Promise<void> {
    const child = spawn('git', ['http-backend'], {
      cwd: options.directory,
      env: { ...this.git.environment(), ...cgiEnvironment(request, options) },
      stdio: ['pipe', 'pipe', 'pipe'],
      // Its own process group: git starts further processes, and all of them must end with it.
      detached: true,
    });
    this.children.add(child);
    const end = ended(child);
    end.catch(() => undefined);
    try {
      // A client that goes away closes standard input early: git then drops what it has not received in full.
      pipeline(request, child.stdin as Writable).catch(() => child.stdin?.destroy());
      (child.stderr as Readable).resume();
      await this.answer(child, response);
      await end;
      await options.beforeEnd?.();
      response.end();
    } finally {
      this.children.delete(child);
    }
  }

  /** Ends every git process that still runs. */
  close(): void {
    for (const child of this.children) killGroup(child);
  }

  private async answer(child: ChildProcess, response: ServerResponse): Promise<void> {
    const header = new CgiHeader();
    for await (const chunk of child.stdout as Readable) {
      const body = header.isComplete ? (chunk as Buffer) : header.add(chunk as Buffer);
      if (!header.isComplete) continue;
      if (!response.headersSent) response.writeHead(header.status, header.fields);
      // The rest is read even when the client has gone: git must be able to finish what it has received.
      if (body.length > 0 && !response.destroyed && !response.write(body)) await drained(response);
    }
    if (!response.headersSent)
      response.writeHead(500, { 'Content-Type': 'text/plain' }).write('git http-backend gave no answer\n');
  }
}

function cgiEnvironment(request: IncomingMessage, options: BackendRequest): Record<string, string> {
  const header = (name: string) => {
    const value = request.headers[name];
    return typeof value === 'string' ? value : '';
  };
  const environment: Record<string, string> = {
    GATEWAY_INTERFACE: 'CGI/1.1',
    SERVER_PROTOCOL: 'HTTP/1.1',
    GIT_PROJECT_ROOT: dirname(options.directory),
    GIT_HTTP_EXPORT_ALL: '1',
    PATH_INFO: `/${basename(options.directory)}${options.endpoint}`,
    QUERY_STRING: options.query,
    REQUEST_METHOD: request.method ?? 'GET',
    CONTENT_TYPE: header('content-type'),
    REMOTE_USER: 'operator',
    REMOTE_ADDR: request.socket.remoteAddress ?? '',
  };
  if (header('content-length') !== '') environment['CONTENT_LENGTH'] = header('content-length');
  if (header('content-encoding') !== '') environment['HTTP_CONTENT_ENCODING'] = header('content-encoding');
  if (/^[a-z0-9=:]+$/.test(header('git-protocol'))) environment['GIT_PROTOCOL'] = header('git-protocol');
  return environment;
}

async function drained(response: ServerResponse): Promise<void> {
  await new Promise<void>((resolve) => {
    const done = () => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself in between.
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
