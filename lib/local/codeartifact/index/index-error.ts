import { type ServerResponse, STATUS_CODES } from 'node:http';

/** An answer of the package index that is not a success. */
export class IndexError extends Error {
  constructor(
    readonly status: number,
    message: string,
    readonly headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.name = 'IndexError';
  }
}

/** Writes an error. The form, JSON with a message, is a guess: no documentation shows the index's error bodies. */
export function sendError(response: ServerResponse, { status, message, headers }: IndexError): void {
  const body = JSON.stringify({ message });
  response.writeHead(status, STATUS_CODES[status] ?? 'Error', {
    ...headers,
    'Content-Type': 'application/json',
    'Content-Length': Buffer.byteLength(body),
  });
  response.end(body);
}
