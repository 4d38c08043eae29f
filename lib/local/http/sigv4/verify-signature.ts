import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { ServiceError } from '../../service';
import type { WireRequest } from '../protocols/protocol';
import type { Signature } from './parse-signature';

/**
 * Checks a signature (IAM user guide, "Create a signed AWS API request"). The age of the request is not checked: the
 * runtime may run on another clock than its clients.
 * @throws ServiceError SignatureDoesNotMatch, for a wrong date what the service calls it, AccessDenied for headers of S3
 * that are not signed
 */
export function verifySignature(
  request: WireRequest,
  signature: Signature,
  options: { secretAccessKey: string; payloadHash: string },
): void {
  checkDate(signature);
  const canonical = canonicalRequest(request, signature, options.payloadHash);
  const scope = `${signature.date}/${signature.region}/${signature.signingName}/aws4_request`;
  const toSign = ['AWS4-HMAC-SHA256', signature.timestamp, scope, sha256(canonical)].join('\n');
  const expected = hmac(signingKey(signature, options.secretAccessKey), toSign);
  if (!timingSafeEqual(expected, Buffer.from(signature.signature, 'hex'))) {
    throw new ServiceError(
      'SignatureDoesNotMatch',
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret ' +
        'Access Key and signing method.',
    );
  }
  if (signature.signingName === 's3') refuseUnsigned(request, signature);
}

/**
 * A credential is scoped to the day of the request. The words are those of DynamoDB and S3; that other services have the
 * former, and presigned addresses of S3 the latter, is a guess.
 */
function checkDate({ date, timestamp, signingName, expiresIn }: Signature): void {
  const day = timestamp.slice(0, 8);
  if (date === day) return;
  if (signingName !== 's3')
    throw new ServiceError(
      'SignatureDoesNotMatch',
      `Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: '${date}' != '${day}', from '${timestamp}'.`,
    );
  throw new ServiceError(
    expiresIn === undefined ? 'AuthorizationHeaderMalformed' : 'AuthorizationQueryParametersError',
    `Invalid credential date "${date}". This date is not the same as X-Amz-Date: "${day}".`,
  );
}

/**
 * S3 takes no `x-amz-` header that the signature does not cover, or whoever has a presigned address could turn its
 * upload into a copy. The hash of the body is an exception, as it is in the signature by itself.
 */
function refuseUnsigned({ headers }: WireRequest, { signedHeaders }: Signature): void {
  const unsigned = Object.keys(headers).filter(
    (name) => name.startsWith('x-amz-') && name !== 'x-amz-content-sha256' && !signedHeaders.includes(name),
  );
  if (unsigned.length > 0)
    throw new ServiceError(
      'AccessDenied',
      'There were headers present in the request which were not signed',
      { status: 403, HeadersNotSigned: unsigned.join(', ') },
    );
}

/** Hash that stands for the body in the signature: the one the client names, else that of the body itself. */
export function payloadHash(request: WireRequest, signature: Signature, body?: Buffer): string {
  const named = request.headers['x-amz-content-sha256'];
  if (typeof named === 'string') return named;
  if (signature.expiresIn !== undefined && signature.signingName === 's3') return 'UNSIGNED-PAYLOAD';
  return sha256(body ?? '');
}

/** SHA-256 in lower-case hex. */
export function sha256(data: string | Buffer): string {
  return createHash('sha256').update(data).digest('hex');
}

function canonicalRequest(request: WireRequest, signature: Signature, hash: string): string {
  const headers = signature.signedHeaders.map((name) => {
    const value = request.headers[name];
    const text = Array.isArray(value) ? value.join(',') : (value ?? '');
    return `${name}:${text.trim().replace(/ +/g, ' ')}\n`;
  });
  return [
    request.method,
    canonicalPath(request.path, signature.signingName === 's3'),
    canonicalQuery(request),
    headers.join(''),
    signature.signedHeaders.join(';'),
    hash,
  ].join('\n');
}

/** S3 signs the path encoded once and as it is; all others sign it normalised and encoded twice. */
function canonicalPath(path: string, isS3: boolean): string {
  if (isS3)
    return path
      .split('/')
      .map((segment) => encode(decode(segment)))
      .join('/');
  const kept: string[] = [];
  for (const segment of path.split('/')) {
    if (segment === '..') kept.pop();
    else if (segment !== '' && segment !== '.') kept.push(segment);
  }
  const slash = path.endsWith('/') && kept.length > 0 ? '/' : '';
  return `/${kept.map((segment) => encode(segment)).join('/')}${slash}`;
}

function canonicalQuery(request: WireRequest): string {
  return request.query
    .filter(([name]) => name !== 'X-Amz-Signature')
    .map(([name, value]) => [encode(name), encode(value)] as const)
    .sort(([a, x], [b, y]) => compare(a, b) || compare(x, y))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function decode(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Everything but the unreserved characters of RFC 3986. */
function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function signingKey(signature: Signature, secret: string): Buffer {
  let key = hmac(`AWS4${secret}`, signature.date);
  for (const part of [signature.region, signature.signingName, 'aws4_request']) key = hmac(key, part);
  return key;
}

function hmac(key: string | Buffer, data: string): Buffer {
  return createHmac('sha256', key).update(data, 'utf8').digest();
}
