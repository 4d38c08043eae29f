import { Readable } from 'node:stream';
import type { ServiceError } from '../../service';
import type { OperationModel, ServiceModel, ShapeRef } from '../model/service-model';
import { errorMembers, retryAfter, wireError } from './error-status';
import type { Protocol, WireBody, WireResponse } from './protocol';
import { decodeBindings, encodeBindings } from './rest-bindings';
import { routeRequest } from './rest-routing';
import { fromXml } from './xml-reader';
import { element, messageElement, structureContent, toXml } from './xml-writer';

const DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n';
const NAMESPACE = 'http://s3.amazonaws.com/doc/2006-03-01/';

/**
 * Root elements that S3 gives an answer where the service model only knows the output's shape name (S3 API
 * reference, "Response Syntax" of each operation).
 */
const ROOTS: Readonly<Record<string, string>> = {
  ListBuckets: 'ListAllMyBucketsResult',
  ListObjects: 'ListBucketResult',
  ListObjectsV2: 'ListBucketResult',
  ListObjectVersions: 'ListVersionsResult',
  ListMultipartUploads: 'ListMultipartUploadsResult',
  ListParts: 'ListPartsResult',
  DeleteObjects: 'DeleteResult',
  CreateMultipartUpload: 'InitiateMultipartUploadResult',
  CompleteMultipartUpload: 'CompleteMultipartUploadResult',
  GetBucketVersioning: 'VersioningConfiguration',
  GetBucketTagging: 'Tagging',
  GetObjectTagging: 'Tagging',
  GetBucketAcl: 'AccessControlPolicy',
  GetBucketLifecycleConfiguration: 'LifecycleConfiguration',
};

/** REST-XML as S3 speaks it, with bucket and key in the path. */
export const restXml: Protocol = {
  operationOf: routeRequest,

  decode(request, body, operation, model) {
    return { ...decodeBody(body, operation, model), ...decodeBindings(request, operation, model) };
  },

  encode(output, operation, model, requestId) {
    const { headers, status } = encodeBindings(output, operation, model);
    const answer: WireResponse = {
      // The model has no status for a partial answer.
      status: headers['content-range'] && status === 200 ? 206 : status,
      headers: { ...headers, 'x-amz-request-id': requestId, 'x-amz-id-2': requestId },
    };
    return encodeBody(output, operation, model, answer);
  },

  encodeError(error, model, requestId) {
    const { code, status } = wireError(error, model);
    const { DeleteMarker, ...rest } = errorMembers(error);
    const members = Object.entries(rest).filter(([, value]) => typeof value !== 'object');
    const headers = {
      'x-amz-request-id': requestId,
      'x-amz-id-2': requestId,
      ...retryAfter(error),
      ...bucketRegion(error),
      // S3 API reference, GetObject: why there is no object is told by a header.
      ...(DeleteMarker === true && { 'x-amz-delete-marker': 'true' }),
    };
    // A client that asks "has it changed?" gets an answer without a body.
    if (status === 304) return { status, headers };
    const body =
      `${DECLARATION}<Error>${element('Code', code)}${messageElement(error.message)}` +
      members.map(([name, value]) => element(name, String(value))).join('') +
      `${element('RequestId', requestId)}${element('HostId', requestId)}</Error>`;
    return { status, headers: { ...headers, 'content-type': 'application/xml' }, body };
  },
};

/** S3 tells where a bucket is; a client that asked elsewhere signs again for that region. */
function bucketRegion({ code, details }: ServiceError): Record<string, string> {
  return code === 'PermanentRedirect' ? { 'x-amz-bucket-region': String(details['Region']) } : {};
}

function decodeBody(body: WireBody, operation: OperationModel, model: ServiceModel): object {
  const shape = operation.input ? model.shape(operation.input) : undefined;
  const payload = shape?.payload;
  const reference = payload === undefined ? undefined : shape?.members?.[payload];
  if (payload === undefined || !reference) return {};
  if (!Buffer.isBuffer(body)) return { [payload]: body };
  const type = model.shape(reference).type;
  if (type === 'blob') return { [payload]: body };
  if (body.length === 0) return {};
  return { [payload]: type === 'string' ? body.toString('utf8') : fromXml(body, reference, model) };
}

function encodeBody(
  output: any,
  operation: OperationModel,
  model: ServiceModel,
  answer: WireResponse,
): WireResponse {
  if (!operation.output || answer.status === 204) return answer;
  const shape = model.shape(operation.output);
  const headers = { ...answer.headers, 'content-type': 'application/xml' };
  if (operation.name === 'GetBucketLocation') {
    const location = element('LocationConstraint', output?.LocationConstraint ?? '');
    const body = DECLARATION + location.replace('>', ` xmlns="${NAMESPACE}">`);
    return { ...answer, headers, body };
  }
  if (shape.payload !== undefined) {
    const value = output?.[shape.payload];
    const reference = shape.members?.[shape.payload];
    if (value == null || !reference) return answer;
    const type = model.shape(reference).type;
    if (type === 'blob' || type === 'string') {
      const body = value instanceof Readable || typeof value === 'string' ? value : Buffer.from(value);
      return { ...answer, headers: { 'content-type': 'binary/octet-stream', ...answer.headers }, body };
    }
    const root = reference.locationName ?? reference.shape;
    const spaced: ShapeRef = { ...reference, xmlNamespace: reference.xmlNamespace ?? { uri: NAMESPACE } };
    return { ...answer, headers, body: DECLARATION + toXml(root, value, spaced, model) };
  }
  const content = structureContent(output, operation.output, model);
  const hasBody = Object.values(shape.members ?? {}).some((member) => member.location === undefined);
  if (!hasBody) return answer;
  const root = ROOTS[operation.name] ?? operation.output.shape;
  return { ...answer, headers, body: `${DECLARATION}<${root} xmlns="${NAMESPACE}">${content}</${root}>` };
}
