import { ServiceError } from '../../service';

/** Makes an opaque token of where the next page starts. */
export function encodeToken(position: string): string {
  return Buffer.from(JSON.stringify({ position })).toString('base64url');
}

/** @throws ServiceError InvalidNextTokenException for what {@link encodeToken} did not make. */
export function decodeToken(token: string | undefined): string | undefined {
  if (token === undefined) return undefined;
  try {
    const { position } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof position === 'string') return position;
  } catch {
    // Answered below, like JSON of another shape.
  }
  throw new ServiceError('InvalidNextTokenException', 'The next token was specified in an invalid format.');
}
