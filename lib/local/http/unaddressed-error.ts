import type { IncomingMessage } from 'node:http';
import type { ServiceError } from '../service';
import type { WireResponse } from './protocols/protocol';
import { element, messageElement } from './protocols/xml-writer';

/**
 * An error for a request of which the service is not known: XML for a client that sends forms or reads XML, JSON for
 * all others.
 */
export function encodeUnaddressedError(
  request: IncomingMessage,
  error: ServiceError,
  requestId: string,
): WireResponse {
  const { code, message } = error;
  const status = error.details.status ?? 400;
  const headers = { 'x-amzn-requestid': requestId, 'x-amzn-errortype': code };
  if (/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? '')) {
    const body =
      `<ErrorResponse><Error>${element('Type', 'Sender')}${element('Code', code)}${messageElement(message)}` +
      `</Error>${element('RequestId', requestId)}</ErrorResponse>`;
    return { status, headers: { ...headers, 'content-type': 'text/xml' }, body };
  }
  return {
    status,
    headers: { ...headers, 'content-type': 'application/json' },
    body: JSON.stringify({ __type: code, message }),
  };
}
