import { ServiceError } from '../service';
import type { EmulatedService, LocalGateway } from './create-gateway';
import type { WireRequest } from './protocols/protocol';
import type { Signature } from './sigv4/parse-signature';

/**
 * The service that a request is for: the one it is signed for; for an unsigned request the one that its target or
 * its form names, so that the refusal has the shape that its client understands.
 * @throws ServiceError for a service that is not emulated
 */
export function findService(
  gateway: LocalGateway,
  request: WireRequest,
  signature: Signature | undefined,
): EmulatedService {
  const found = signature ? gateway.find(signature.signingName) : guess(gateway, request);
  if (found) return found;
  const known = gateway
    .list()
    .map(({ model }) => model.signingName)
    .sort()
    .join(', ');
  if (!signature) {
    const problem = `Missing Authentication Token: expected a request signed for one of ${known}`;
    throw new ServiceError('MissingAuthenticationTokenException', problem, { status: 403 });
  }
  const service = signature.signingName.slice(0, 64);
  throw new ServiceError(
    'UnknownOperationException',
    `service ${service} is not emulated here; emulated are requests signed for ${known}`,
    { status: 404 },
  );
}

function guess(gateway: LocalGateway, request: WireRequest): EmulatedService | undefined {
  const services = gateway.list();
  const target = request.headers['x-amz-target'];
  if (target !== undefined) {
    const prefix = String(target).split('.').slice(0, -1).join('.');
    return services.find(({ model }) => model.metadata.targetPrefix === prefix);
  }
  if (/^application\/x-www-form-urlencoded/.test(request.headers['content-type'] ?? ''))
    return services.find(({ model }) => model.metadata.protocol === 'query');
  // Presigned by the scheme before SigV4, which only S3 ever had; it is answered there.
  const isOldS3 = request.query.some(([name]) => name === 'AWSAccessKeyId');
  return isOldS3 ? gateway.find('s3') : undefined;
}
