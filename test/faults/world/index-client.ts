import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import type { HttpRoute } from '../../../lib/local/service';

/** What the package index answered; undefined when the connection broke. */
export interface IndexAnswer {
  readonly status: number;
  readonly body: string;
}

export interface IndexRequest {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly token: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

/** Sends a request to the route of the package index, without a socket. */
export async function askIndex(route: HttpRoute, request: IndexRequest): Promise<IndexAnswer | undefined> {
  const socket = {
    destroyed: false,
    destroy() {
      this.destroyed = true;
    },
  };
  const authorization = `Basic ${Buffer.from(`aws:${request.token}`).toString('base64')}`;
  const message = Object.assign(Readable.from(request.body === undefined ? [] : [request.body]), {
    method: request.method,
    url: request.url,
    headers: { authorization, ...request.headers },
    socket,
    complete: true,
  });
  const response = new MemoryResponse();
  await route.handle(message as unknown as IncomingMessage, response as unknown as ServerResponse);
  if (socket.destroyed || response.destroyed || response.status === 0) return undefined;
  return { status: response.status, body: response.body };
}

class MemoryResponse {
  status = 0;
  body = '';
  destroyed = false;
  headersSent = false;

  writeHead(status: number): this {
    this.status = status;
    this.headersSent = true;
    return this;
  }

  end(body?: string | Buffer): this {
    this.body = body?.toString() ?? '';
    return this;
  }

  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

/** An upload as twine makes it. */
export function uploadForm(file: {
  package: string;
  version: string;
  name: string;
  bytes: Buffer;
  sha256: string;
}) {
  const boundary = 'a-boundary-that-no-file-has';
  const fields = {
    ':action': 'file_upload',
    protocol_version: '1',
    metadata_version: '2.1',
    name: file.package,
    version: file.version,
    sha256_digest: file.sha256,
  };
  const parts = Object.entries(fields).map(
    ([name, value]) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`,
  );
  const head = `--${boundary}\r\nContent-Disposition: form-data; name="content"; filename="${file.name}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
  const body = Buffer.concat([
    Buffer.from(parts.join('') + head),
    file.bytes,
    Buffer.from(`\r\n--${boundary}--\r\n`),
  ]);
  return { body, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
