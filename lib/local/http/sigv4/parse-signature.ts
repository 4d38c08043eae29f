import { ServiceError } from '../../service';
import type { WireRequest } from '../protocols/protocol';

/** What a signed request says about its signer, and how it was signed. */
export interface Signature {
  readonly accessKeyId: string;
  /** `20260101` */
  readonly date: string;
  readonly region: string;
  /** Signing name of the service: `states`. */
  readonly signingName: string;
  readonly signedHeaders: readonly string[];
  /** Lower-case hex. */
  readonly signature: string;
  /** `20260101T000000Z` */
  readonly timestamp: string;
  readonly sessionToken?: string;
  /** Seconds for which a presigned address is good; undefined when the signature is in the header. */
  readonly expiresIn?: number;
}

const ALGORITHM = 'AWS4-HMAC-SHA256';

/**
 * Reads the signature of a request from its Authorization header or its presigned address. Undefined when the
 * request is not signed at all.
 * @throws ServiceError IncompleteSignature
 */
export function parseSignature(request: WireRequest): Signature | undefined {
  const header = request.headers.authorization;
  if (header !== undefined) return fromHeader(header, request);
  const query = new Map(request.query);
  return query.has('X-Amz-Algorithm') ? fromQuery(query) : undefined;
}

function fromHeader(header: string, request: WireRequest): Signature {
  const [algorithm = '', ...rest] = header.split(' ');
  if (algorithm !== ALGORITHM)
    throw incomplete(`Authorization: expected ${ALGORITHM}, got '${algorithm.slice(0, 32)}'`);
  const fields = new Map(
    rest
      .join(' ')
      .split(',')
      .map((field) => {
        const [name = '', ...value] = field.trim().split('=');
        return [name, value.join('=')] as const;
      }),
  );
  const token = request.headers['x-amz-security-token'];
  return {
    ...scopeOf(fields.get('Credential')),
    signedHeaders: headersOf(fields.get('SignedHeaders')),
    signature: signatureOf(fields.get('Signature')),
    timestamp: timestampOf(request.headers['x-amz-date']),
    ...(token === undefined ? {} : { sessionToken: String(token) }),
  };
}

function fromQuery(query: Map<string, string>): Signature {
  if (query.get('X-Amz-Algorithm') !== ALGORITHM) throw incomplete(`X-Amz-Algorithm: expected ${ALGORITHM}`);
  const expires = Number(query.get('X-Amz-Expires'));
  // SigV4 allows a week at most (IAM user guide, "AWS API request signature").
  if (!Number.isInteger(expires) || expires < 1 || expires > 604_800)
    throw incomplete('X-Amz-Expires: expected a number of seconds from 1 to 604800');
  const token = query.get('X-Amz-Security-Token');
  return {
    ...scopeOf(query.get('X-Amz-Credential')),
    signedHeaders: headersOf(query.get('X-Amz-SignedHeaders')),
    signature: signatureOf(query.get('X-Amz-Signature')),
    timestamp: timestampOf(query.get('X-Amz-Date')),
    expiresIn: expires,
    ...(token === undefined ? {} : { sessionToken: token }),
  };
}

function scopeOf(credential: string | undefined) {
  const parts = (credential ?? '').split('/');
  const [accessKeyId, date, region, signingName, end] = parts.slice(-5);
  if (parts.length !== 5 || end !== 'aws4_request' || !accessKeyId || !region || !signingName || !date) {
    throw incomplete("expected a Credential of the form 'ACCESSKEY/YYYYMMDD/REGION/SERVICE/aws4_request'");
  }
  if (!/^\d{8}$/.test(date) || !/^[a-z0-9-]{1,32}$/.test(region))
    throw incomplete('Credential: expected a date YYYYMMDD and the name of a region');
  return { accessKeyId, date, region, signingName };
}

function headersOf(text: string | undefined): string[] {
  if (!text) throw incomplete("the signature has no 'SignedHeaders'");
  return text.toLowerCase().split(';');
}

function signatureOf(text: string | undefined): string {
  if (!text || !/^[0-9a-f]{64}$/.test(text)) throw incomplete("the signature has no valid 'Signature'");
  return text;
}

function timestampOf(text: unknown): string {
  if (typeof text !== 'string' || !/^\d{8}T\d{6}Z$/.test(text))
    throw incomplete("expected 'X-Amz-Date' of the form YYYYMMDDTHHMMSSZ");
  return text;
}

function incomplete(problem: string): ServiceError {
  return new ServiceError('IncompleteSignature', `The request signature is not valid: ${problem}`);
}
