import type { IncomingMessage } from 'node:http';
import { ServiceError } from '../service';
import type { WireRequest } from './protocols/protocol';

/**
 * Takes a request apart without normalising anything: `URL` would resolve `..`, which is a legal part of an S3 key.
 * @throws ServiceError SerializationException for broken percent-encoding in the query string
 */
export function wireRequestOf(request: IncomingMessage): WireRequest {
  const address = request.url ?? '/';
  const mark = address.indexOf('?');
  const path = mark < 0 ? address : address.slice(0, mark);
  const query = mark < 0 ? '' : address.slice(mark + 1);
  if (!path.startsWith('/'))
    throw new ServiceError(
      'SerializationException',
      'The request target: expected a path that begins with /',
    );
  return {
    method: request.method ?? 'GET',
    path,
    query: query
      .split('&')
      .filter((pair) => pair !== '')
      .map((pair) => {
        const equals = pair.indexOf('=');
        return equals < 0
          ? ([decode(pair), ''] as const)
          : ([decode(pair.slice(0, equals)), decode(pair.slice(equals + 1))] as const);
      }),
    headers: request.headers,
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch (cause) {
    const problem = `The query string holds a broken percent-encoding: ${text.slice(0, 64)}`;
    throw new ServiceError('SerializationException', problem, {}, { cause });
  }
}
