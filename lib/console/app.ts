import { answerApi } from './api/answer';
import type { Backend } from './api/backend';
import { refusalOf } from './api/refusal';
import { PAGE } from './page';

/** What the console is made of. */
export interface ConsoleOptions {
  readonly backend: Backend;
  /** Secret of this process. Only pages of this origin can read it, and every action asks for it. */
  readonly token: string;
  /** A file of the web part, by its name. */
  readonly asset: (name: string) => Promise<{ body: Uint8Array<ArrayBuffer>; type: string } | undefined>;
  /** Gets a line for each failure that is not the browser's. */
  readonly log: (line: string) => void;
}

/** Everything but the page itself is below this path; no bucket name begins like it. */
export const CONSOLE_PREFIX = '/_console/';

const HEADERS = {
  'content-security-policy':
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; font-src 'self' data:; img-src 'self' data:; " +
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cache-control': 'no-store',
};

/**
 * Creates the console: takes a request, gives a response, knows no port.
 * @example const response = await createConsole(options)(new Request('http://127.0.0.1:4610/'))
 */
export function createConsole(options: ConsoleOptions): (request: Request) => Promise<Response> {
  return async (request) => {
    const response = await answer(request, options);
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value);
    return response;
  };
}

async function answer(request: Request, options: ConsoleOptions): Promise<Response> {
  const refusal = refusalOf(request, options.token);
  if (refusal !== undefined) return Response.json({ message: refusal }, { status: 403 });
  const { pathname } = new URL(request.url);
  if (pathname === '/')
    return new Response(PAGE, { headers: { 'content-type': 'text/html; charset=utf-8' } });
  if (pathname.startsWith(`${CONSOLE_PREFIX}api/`)) {
    return answerApi(request, { ...options, path: pathname.slice(`${CONSOLE_PREFIX}api/`.length) });
  }
  try {
    const asset = await options.asset(pathname.slice(CONSOLE_PREFIX.length));
    if (asset === undefined) return Response.json({ message: `there is no ${pathname}` }, { status: 404 });
    return new Response(asset.body, { headers: { 'content-type': asset.type } });
  } catch (error) {
    const message = `the console's pages could not be built: ${error instanceof Error ? error.message : error}`;
    options.log(message);
    return new Response(message, { status: 500 });
  }
}
