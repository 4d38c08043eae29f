import { timingSafeEqual } from 'node:crypto';

/** Header with the token of the console. */
const TOKEN_HEADER = 'x-vigilant-token';

/**
 * Why a request must not be served, or undefined. A page of another site can make a browser send requests here: Host
 * shows a name that was rebound to this machine, Origin and Sec-Fetch-Site show the other site. What changes something
 * needs the token besides, which only a page of this origin can read.
 */
export function refusalOf(request: Request, token: string): string | undefined {
  const url = new URL(request.url);
  const host = request.headers.get('host') ?? url.host;
  if (!/^(127\.0\.0\.1|localhost|\[::1\])(:\d{1,5})?$/i.test(host))
    return `Host: expected 127.0.0.1 or localhost, got ${host}`;
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== `http://${host}`) return `Origin: expected http://${host}, got ${origin}`;
  const site = request.headers.get('sec-fetch-site');
  const navigates = request.method === 'GET' && url.pathname === '/';
  if (site !== null && site !== 'same-origin' && site !== 'none' && !navigates)
    return `Sec-Fetch-Site: expected same-origin, got ${site}`;
  const given = request.headers.get(TOKEN_HEADER);
  const reads = request.method === 'GET' || request.method === 'HEAD';
  // A page that was opened before this console was started shows the account of the one before it.
  if (given === null && reads) return undefined;
  if (!sameText(given ?? '', token))
    return `${TOKEN_HEADER}: expected the token of this console; reload the page`;
  return undefined;
}

function sameText(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
