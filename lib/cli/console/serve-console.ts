import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { Backend } from '../../console/api/backend';
import { CONSOLE_PREFIX, createConsole } from '../../console/app';
import { createWebBundle } from '../../console/web-bundle';
import type { CliContext } from '../context';

/** The console as a handler of Node.js requests. */
export interface ServedConsole {
  /** Whether a request is for the console. The address `/` is that of AWS APIs too, which no browser page asks for. */
  matches(path: string, request: IncomingMessage): boolean;
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
}

/** Serves the console over whatever `backend` gives; it is asked for once somebody looks. */
export function serveConsole(options: {
  context: Pick<CliContext, 'projectRoot' | 'setup'>;
  backend: (request: IncomingMessage) => Promise<Backend>;
  log: (line: string) => void;
}): ServedConsole {
  const { projectRoot, setup } = options.context;
  const bundle = createWebBundle({ projectRoot, withLock: setup.withLock });
  const token = randomBytes(32).toString('base64url');
  const log = onceInARow(options.log);
  return {
    matches: (path, request) =>
      path.startsWith(CONSOLE_PREFIX) ||
      (path === '/' &&
        request.method === 'GET' &&
        request.headers.authorization === undefined &&
        (request.headers.accept ?? '').includes('text/html')),
    async handle(request, response) {
      const backend = await options.backend(request);
      const answer = createConsole({ backend, token, asset: bundle.asset, log });
      await send(await answer(toRequest(request)), response);
    },
  };
}

/** An open page asks again every second: a failure that stays the same would fill the terminal. */
function onceInARow(log: (line: string) => void): (line: string) => void {
  let latest: string | undefined;
  return (line) => {
    if (line !== latest) log(line);
    latest = line;
  };
}

function toRequest(request: IncomingMessage): Request {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // The host is only checked, never trusted, so the address itself can be fixed.
  return new Request(new URL(request.url ?? '/', 'http://127.0.0.1'), {
    method,
    headers,
    ...(hasBody ? { body: Readable.toWeb(request) as ReadableStream, duplex: 'half' } : {}),
  } as RequestInit);
}

async function send(answer: Response, response: ServerResponse): Promise<void> {
  const body = Buffer.from(await answer.arrayBuffer());
  response.writeHead(answer.status, {
    ...Object.fromEntries(answer.headers),
    'content-length': body.length,
  });
  response.end(body);
}
