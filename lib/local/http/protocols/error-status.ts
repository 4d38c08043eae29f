import type { ServiceError } from '../../service';
import type { ServiceModel } from '../model/service-model';

/** What an error is called on the wire, and its HTTP status. */
export interface WireError {
  readonly code: string;
  readonly status: number;
}

type Family = 'json' | 'rest-json' | 'query' | 's3';

/**
 * Errors that no service model has, by their neutral name. Names and statuses: "Common Errors" of each service's API
 * reference, "Error responses" of the S3 API reference.
 */
const COMMON: Readonly<Record<string, Readonly<Record<Family, readonly [string, number]>>>> = {
  InvalidClientTokenId: {
    json: ['UnrecognizedClientException', 400],
    'rest-json': ['UnrecognizedClientException', 403],
    query: ['InvalidClientTokenId', 403],
    s3: ['InvalidAccessKeyId', 403],
  },
  ExpiredToken: {
    json: ['ExpiredTokenException', 400],
    'rest-json': ['ExpiredTokenException', 403],
    query: ['ExpiredToken', 403],
    s3: ['ExpiredToken', 400],
  },
  SignatureDoesNotMatch: {
    json: ['InvalidSignatureException', 400],
    'rest-json': ['InvalidSignatureException', 403],
    query: ['SignatureDoesNotMatch', 403],
    s3: ['SignatureDoesNotMatch', 403],
  },
  IncompleteSignature: {
    json: ['IncompleteSignatureException', 400],
    'rest-json': ['IncompleteSignatureException', 403],
    query: ['IncompleteSignature', 400],
    s3: ['AuthorizationHeaderMalformed', 400],
  },
  MissingAuthenticationToken: {
    json: ['MissingAuthenticationTokenException', 400],
    'rest-json': ['MissingAuthenticationTokenException', 403],
    query: ['MissingAuthenticationToken', 403],
    s3: ['AccessDenied', 403],
  },
  SerializationException: {
    json: ['SerializationException', 400],
    'rest-json': ['SerializationException', 400],
    query: ['MalformedQueryString', 400],
    s3: ['InvalidRequest', 400],
  },
  UnknownOperationException: {
    json: ['UnknownOperationException', 400],
    'rest-json': ['UnknownOperationException', 404],
    query: ['InvalidAction', 400],
    s3: ['NotImplemented', 501],
  },
  RequestEntityTooLarge: {
    json: ['RequestEntityTooLargeException', 413],
    'rest-json': ['RequestEntityTooLargeException', 413],
    query: ['RequestEntityTooLarge', 413],
    s3: ['EntityTooLarge', 400],
  },
  InternalFailure: {
    json: ['InternalFailure', 500],
    'rest-json': ['InternalFailure', 500],
    query: ['InternalFailure', 500],
    s3: ['InternalError', 500],
  },
  AccessDenied: {
    json: ['AccessDeniedException', 400],
    'rest-json': ['AccessDeniedException', 403],
    query: ['AccessDenied', 403],
    s3: ['AccessDenied', 403],
  },
};

/** Statuses of errors that operations raise and that are in no model. */
const STATUS: Readonly<Record<string, number>> = {
  AccessDeniedException: 403,
  ThrottlingException: 429,
  Throttling: 400,
  ServiceUnavailable: 503,
  ServiceUnavailableException: 503,
  InternalError: 500,
  InternalServerError: 500,
  // S3 (API reference, "List of error codes")
  BucketNotEmpty: 409,
  ConditionalRequestConflict: 409,
  InvalidBucketState: 409,
  InvalidRange: 416,
  MethodNotAllowed: 405,
  MissingContentLength: 411,
  NoSuchBucketPolicy: 404,
  NoSuchCORSConfiguration: 404,
  NoSuchLifecycleConfiguration: 404,
  NoSuchPublicAccessBlockConfiguration: 404,
  NoSuchTagSet: 404,
  NoSuchVersion: 404,
  NotImplemented: 501,
  NotModified: 304,
  OperationAborted: 409,
  OwnershipControlsNotFoundError: 404,
  PreconditionFailed: 412,
  ServerSideEncryptionConfigurationNotFoundError: 404,
  SlowDown: 503,
};

/** Finds the wire code and status of an error: its own `status`, the model's, a common one, or the protocol's default. */
export function wireError(error: ServiceError, model: ServiceModel): WireError {
  const family = familyOf(model);
  const known = model.errorShape(error.code);
  const common = known ? undefined : COMMON[error.code]?.[family];
  const code = known?.shape.error?.code ?? common?.[0] ?? error.code;
  const modelled = known?.shape.error?.httpStatusCode ?? (known?.shape.fault ? 500 : undefined);
  // AWS JSON answers every client error with 400, whatever its name.
  const general =
    (family === 'json' && !/^(Internal|ServiceUnavailable)/.test(code) ? 400 : STATUS[code]) ?? 400;
  return { code, status: error.details.status ?? modelled ?? common?.[1] ?? general };
}

function familyOf(model: ServiceModel): Family {
  switch (model.metadata.protocol) {
    case 'rest-xml':
      return 's3';
    case 'query':
      return 'query';
    case 'rest-json':
      return 'rest-json';
    default:
      return 'json';
  }
}

/** Members of an error's shape that the operation filled in, without what steers the encoding. */
export function errorMembers(error: ServiceError): Record<string, unknown> {
  const { status: _status, retryAfterSeconds, ...members } = error.details;
  return { ...members, ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }) };
}

/** `Retry-After` of a throttling answer. */
export function retryAfter(error: ServiceError): Record<string, string> {
  const seconds = error.details['retryAfterSeconds'];
  return typeof seconds === 'number' ? { 'retry-after': String(seconds) } : {};
}
