import { ServiceError } from '../../service';
import { encodeJsonError } from './json-error';
import { fromJson, toJson } from './json-value';
import type { Protocol, WireBody } from './protocol';

/** AWS JSON 1.0 and 1.1: one path, the operation in `X-Amz-Target`, everything else in a JSON body. */
export const awsJson: Protocol = {
  operationOf(request, model) {
    const target = String(request.headers['x-amz-target'] ?? '');
    const prefix = `${model.metadata.targetPrefix}.`;
    return target.startsWith(prefix) ? target.slice(prefix.length) : undefined;
  },

  decode(_request, body, operation, model) {
    const value = parseJson(body);
    if (!operation.input) return value;
    return fromJson(value, operation.input, { model, blobs: 'base64', names: 'wire' });
  },

  encode(output, operation, model, requestId) {
    return {
      status: 200,
      headers: { 'content-type': contentType(model.metadata.jsonVersion), 'x-amzn-requestid': requestId },
      body: operation.output ? JSON.stringify(toJson(output ?? {}, operation.output, model)) : '{}',
    };
  },

  encodeError(error, model, requestId) {
    return encodeJsonError(error, model, { requestId, contentType: contentType(model.metadata.jsonVersion) });
  },
};

function contentType(version: string | undefined): string {
  return `application/x-amz-json-${version ?? '1.0'}`;
}

/** Parses a JSON body; an empty one is an empty structure. */
export function parseJson(body: WireBody): unknown {
  if (!Buffer.isBuffer(body)) throw new Error('expected the whole body, got a stream');
  if (body.length === 0) return {};
  try {
    return JSON.parse(body.toString('utf8'));
  } catch (cause) {
    throw new ServiceError('SerializationException', 'The request body is not valid JSON', {}, { cause });
  }
}
