import type { ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { WireResponse } from './protocols/protocol';

/** Sends the first half of an answer whose length was announced; the caller then breaks the connection. */
export function sendHalf(response: ServerResponse, { status, headers, body }: WireResponse): void {
  if (body instanceof Readable) body.destroy();
  const bytes = body === undefined || body instanceof Readable ? Buffer.alloc(64) : Buffer.from(body);
  const half = bytes.subarray(0, Math.floor(bytes.length / 2));
  response.writeHead(status, { ...headers, 'content-length': String(bytes.length + 1) });
  response.write(half);
}
