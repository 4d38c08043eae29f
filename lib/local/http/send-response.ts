import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BlobBody } from '../storage/blob-body';
import type { WireResponse } from './protocols/protocol';

/** Bytes of an unread request body that are thrown away before the connection is broken off instead. */
const DISCARDED = 32 * 1024 * 1024;

/** Sends an answer. A stream that fails half-way breaks the connection, so that the client cannot take it for whole. */
export async function sendResponse(
  request: IncomingMessage,
  response: ServerResponse,
  answer: WireResponse,
): Promise<void> {
  // A client that waited with its body, and is not asked for it, may or may not send it: this connection cannot be
  // used again.
  const unwanted = request.headers.expect !== undefined && !request.complete && !request.readableDidRead;
  if (unwanted) response.setHeader('connection', 'close');
  else discardRest(request);
  const { body } = answer;
  const bodiless = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
  if (body instanceof Readable) {
    if (bodiless) body.destroy();
    else {
      response.writeHead(answer.status, answer.headers);
      if (body instanceof BlobBody) await body.sendTo(response);
      else await pipeline(body, response);
      return;
    }
  }
  const bytes = body instanceof Readable || body === undefined ? Buffer.alloc(0) : Buffer.from(body);
  const length =
    answer.status === 204 || answer.status === 304 || 'content-length' in answer.headers
      ? {}
      : { 'content-length': String(bytes.length) };
  response.writeHead(answer.status, { ...answer.headers, ...length });
  response.end(bodiless ? undefined : bytes);
}

/**
 * Reads on what is left of the request's body: most clients read the answer only after they have sent everything. A
 * body that does not end is cut off.
 */
function discardRest(request: IncomingMessage): void {
  if (request.complete) return;
  let size = 0;
  request.unpipe();
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > DISCARDED) request.destroy();
  });
  request.on('error', () => undefined);
  request.resume();
}
