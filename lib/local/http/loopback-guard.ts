import type { IncomingMessage } from 'node:http';

/**
 * Why a request must not be served, or undefined. A web page can make its visitor's browser send requests to this
 * machine: the Host header shows a name that was rebound to 127.0.0.1, Origin and Sec-Fetch-Site show a page of
 * another site. A client that uses this machine as its HTTP proxy names a host of AWS; no page can make a browser do so.
 */
export function refusalOf({ headers, url }: Pick<IncomingMessage, 'headers' | 'url'>): string | undefined {
  const host = hostOf(headers.host);
  if (host === undefined || !(isLoopback(host) || isProxied(url, headers.host)))
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

/** Proxies get the whole address (RFC 9112, section 3.2.2), whose host is that of the Host header. */
function isProxied(url: string | undefined, host: string | undefined): boolean {
  const [, authority] = /^http:\/\/([^/?#]+)/i.exec(url ?? '') ?? [];
  return authority !== undefined && authority === host && /\.amazonaws\.com(:80)?$/i.test(authority);
}

/** `*.localhost` cannot be rebound: resolvers keep it on this machine (RFC 6761). */
function isLoopback(host: string): boolean {
  return host === '127.0.0.1' || host === 'localhost' || host === '[::1]' || host.endsWith('.localhost');
}
