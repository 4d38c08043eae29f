import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { type Credentials, ServiceError } from '../service';

/** What a session token carries. */
export interface Session {
  readonly accessKeyId: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** Milliseconds since the epoch. */
  readonly expiration: number;
}

/**
 * Gives out credentials that need not be stored: the session token carries the session and its proof, the secret
 * follows from the access key. All of it rests on one key, so credentials outlive a restart that keeps the key.
 */
export class SessionTokens {
  constructor(private readonly key: Buffer) {}

  issue(session: Omit<Session, 'accessKeyId'>): Credentials {
    const accessKeyId = `ASIA${base32(randomBytes(10))}`;
    const payload = Buffer.from(JSON.stringify({ accessKeyId, ...session })).toString('base64url');
    return {
      accessKeyId,
      secretAccessKey: this.secretOf(accessKeyId),
      sessionToken: `${payload}.${this.proof(payload).toString('base64url')}`,
      expiration: session.expiration,
    };
  }

  /** @throws ServiceError InvalidClientTokenId, ExpiredToken */
  open(accessKeyId: string, token: string | undefined, now: number): Session {
    const [payload = '', proof = ''] = (token ?? '').split('.');
    const given = Buffer.from(proof, 'base64url');
    const expected = this.proof(payload);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw invalidToken();
    const session: Session = JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
    if (session.accessKeyId !== accessKeyId) throw invalidToken();
    if (session.expiration <= now)
      throw new ServiceError('ExpiredToken', 'The security token included in the request is expired');
    return session;
  }

  secretOf(accessKeyId: string): string {
    return createHmac('sha256', this.key).update(`secret\n${accessKeyId}`).digest('base64').slice(0, 40);
  }

  private proof(payload: string): Buffer {
    return createHmac('sha256', this.key).update(`token\n${payload}`).digest();
  }
}

/** The answer to an access key that was not given out here. */
export function invalidToken(): ServiceError {
  return new ServiceError('InvalidClientTokenId', 'The security token included in the request is invalid.');
}

/** AWS's ids are upper-case letters and the digits 2 to 7. */
export function base32(bytes: Buffer): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  let bits = 0n;
  for (const byte of bytes) bits = (bits << 8n) | BigInt(byte);
  let text = '';
  for (let left = Math.floor((bytes.length * 8) / 5); left > 0; left -= 1) {
    text = alphabet.charAt(Number(bits & 31n)) + text;
    bits >>= 5n;
  }
  return text;
}
