import { Readable } from 'node:stream';
import type { OperationModel, ServiceModel } from '../model/service-model';
import { parseJson } from './aws-json';
import { encodeJsonError } from './json-error';
import { fromJson, toJson } from './json-value';
import type { Protocol, WireBody, WireResponse } from './protocol';
import { decodeBindings, encodeBindings, unknownQueryParameters } from './rest-bindings';
import { routeRequest } from './rest-routing';

/** REST-JSON: the operation is method and path; the body is JSON, or one member as it is. */
export const restJson: Protocol = {
  operationOf: routeRequest,

  decode(request, body, operation, model) {
    const bound = decodeBindings(request, operation, model);
    const unknown = unknownQueryParameters(request, operation, model);
    // Kept under their own names, so that validation refuses them as it refuses unknown members of a body.
    const refused = Object.fromEntries(unknown.map((name) => [name, '']));
    return { ...refused, ...decodeBody(body, operation, model), ...bound };
  },

  encode(output, operation, model, requestId) {
    const { headers, status } = encodeBindings(output, operation, model);
    const base = { ...headers, 'x-amzn-requestid': requestId };
    return encodeBody(output, operation, model, { status, headers: base });
  },

  encodeError(error, model, requestId) {
    return encodeJsonError(error, model, { requestId, contentType: 'application/json' });
  },
};

function decodeBody(body: WireBody, operation: OperationModel, model: ServiceModel): object {
  if (!operation.input) return {};
  const shape = model.shape(operation.input);
  if (shape.payload === undefined) {
    const value = parseJson(body);
    return fromJson(value, operation.input, { model, blobs: 'base64', names: 'wire' });
  }
  const reference = shape.members?.[shape.payload];
  if (!reference) return {};
  if (!Buffer.isBuffer(body)) return { [shape.payload]: body };
  const type = model.shape(reference).type;
  if (type === 'blob') return { [shape.payload]: body };
  if (type === 'string') return body.length === 0 ? {} : { [shape.payload]: body.toString('utf8') };
  if (body.length === 0) return {};
  return { [shape.payload]: fromJson(parseJson(body), reference, { model, blobs: 'base64', names: 'wire' }) };
}

function encodeBody(
  output: any,
  operation: OperationModel,
  model: ServiceModel,
  base: WireResponse,
): WireResponse {
  const json = { ...base.headers, 'content-type': 'application/json' };
  if (base.status === 204) return base;
  if (!operation.output) return { ...base, headers: json, body: '{}' };
  const shape = model.shape(operation.output);
  if (shape.payload !== undefined) {
    const value = output?.[shape.payload];
    const reference = shape.members?.[shape.payload];
    if (value == null || !reference) return { ...base, body: '' };
    if (model.shape(reference).type === 'structure')
      return { ...base, headers: json, body: JSON.stringify(toJson(value, reference, model)) };
    return {
      ...base,
      headers: { 'content-type': 'application/octet-stream', ...base.headers },
      body: value instanceof Readable || typeof value === 'string' ? value : Buffer.from(value),
    };
  }
  const inBody = Object.fromEntries(
    Object.entries(output ?? {}).filter(([name]) => shape.members?.[name]?.location === undefined),
  );
  return { ...base, headers: json, body: JSON.stringify(toJson(inBody, operation.output, model)) };
}
