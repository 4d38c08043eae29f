import type { IncomingHttpHeaders } from 'node:http';

/**
 * Why a request must not be served, or undefined. A web page can make its visitor's browser send requests to this
 * machine: the Host header shows a name that was rebound to 127.0.0.1, Origin and Sec-Fetch-Site show a page of
 * another site.
 */
export function refusalOf(headers: IncomingHttpHeaders): string | undefined {
  const host = hostOf(headers.host);
  if (host === undefined || !isLoopback(host))
    return `Host: expected 127.0.0.1 or localhost, got ${JSON.stringify((headers.host ?? '').slice(0, 128))}`;
  const { origin } = headers;
  if (origin !== undefined && origin !== `http://${headers.host}`)
    return `Origin: expected this endpoint's own, got ${JSON.stringify(origin.slice(0, 128))}`;
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none')
    return `Sec-Fetch-Site: expected same-origin, got ${JSON.stringify(String(site).slice(0, 32))}`;
  return undefined;
}

/** Host name of a Host header, without the port. */
export function hostOf(header: string | undefined): string | undefined {
  return /^(\[[0-9a-f:]+\]|[a-z0-9.-]+)(:\d{1,5})?$/i.exec(header ?? '')?.[1]?.toLowerCase();
}

/** `*.localhost` cannot be rebound: resolvers keep it on this machine (RFC 6761). */
function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]' || host.endsWith('.localhost');
}
