import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import { type Principal, ServiceError } from '../service';
import type { WireRequest } from './protocols/protocol';
import type { Signature } from './sigv4/parse-signature';
import { payloadHash, sha256, verifySignature } from './sigv4/verify-signature';

/** Knows the secrets of the access keys it gave out, so that signatures can be checked. */
export interface SecretKeys {
  secretAccessKey(accessKeyId: string): string | undefined;
}

/** Who signed a request. */
export interface Caller {
  readonly principal: Principal;
  readonly region: string;
  /** @throws ServiceError unless the signature fits the request and, where it was read whole, its body. */
  verify(body: Buffer | undefined): void;
}

/**
 * Finds out who signed a request.
 * @throws ServiceError for a request without a signature, with unknown or expired credentials, or expired itself
 */
export function identifyCaller(
  request: WireRequest,
  signature: Signature | undefined,
  options: { iam: Iam & Partial<SecretKeys>; clock: Clock },
): Caller {
  if (!signature && request.query.some(([name]) => name === 'AWSAccessKeyId')) {
    // S3 API reference, "List of error codes", InvalidRequest.
    const problem =
      'The authorization mechanism you have provided is not supported. Please use AWS4-HMAC-SHA256.';
    throw new ServiceError('InvalidRequest', problem, { status: 400 });
  }
  if (!signature)
    throw new ServiceError(
      'MissingAuthenticationToken',
      'Missing Authentication Token: the request is not signed',
    );
  checkAge(signature, options.clock);
  const principal = options.iam.identify(signature.accessKeyId, signature.sessionToken);
  const secretAccessKey = options.iam.secretAccessKey?.(signature.accessKeyId);
  return {
    principal,
    region: signature.region,
    verify(body) {
      if (secretAccessKey === undefined) return;
      const hash = payloadHash(request, signature, body);
      checkBody(hash, body);
      verifySignature(request, signature, { secretAccessKey, payloadHash: hash });
    },
  };
}

/** Only a presigned address has an age of its own. */
function checkAge(signature: Signature, clock: Clock): void {
  if (signature.expiresIn === undefined) return;
  const signed = Date.parse(
    signature.timestamp.replace(/^(\d{4})(\d{2})(\d{2})T(\d{2})(\d{2})(\d{2})Z$/, '$1-$2-$3T$4:$5:$6Z'),
  );
  if (!(clock.now() <= signed + signature.expiresIn * 1000))
    throw new ServiceError('AccessDenied', 'Request has expired', { status: 403 });
}

function checkBody(hash: string, body: Buffer | undefined): void {
  if (body && /^[0-9a-f]{64}$/.test(hash) && sha256(body) !== hash) {
    throw new ServiceError(
      'XAmzContentSHA256Mismatch',
      "The provided 'x-amz-content-sha256' header does not match what was computed.",
      { status: 400 },
    );
  }
}
