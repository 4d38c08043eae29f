import type { IncomingMessage } from 'node:http';
import type { Principal } from '../../service';
import type { CodeArtifactContext } from '../context';
import { IndexError } from './index-error';
import type { IndexPath } from './index-path';

/**
 * Who makes a request. Package managers send the token as password of the user `aws` (user guide, "Configure and use
 * twine with CodeArtifact"); some send it as a bearer token.
 * @throws IndexError 401
 */
export async function authenticate(
  { tokens }: CodeArtifactContext,
  request: IncomingMessage,
  path: IndexPath,
): Promise<Principal> {
  const token = tokenOf(request.headers.authorization);
  if (token === undefined)
    throw unauthenticated('the request carries no token: send it as password of the user "aws"');
  const principal = await tokens.identify(token, path);
  if (!principal)
    throw unauthenticated(
      `the token is unknown, has expired, or is not of domain ${path.domain} in ${path.region}`,
    );
  return principal;
}

function tokenOf(header: string | undefined): string | undefined {
  const [scheme = '', value = ''] = (header ?? '').split(/\s+/, 2);
  if (/^bearer$/i.test(scheme)) return value || undefined;
  if (!/^basic$/i.test(scheme)) return undefined;
  const [user, ...password] = Buffer.from(value, 'base64').toString('utf8').split(':');
  return user === 'aws' && password.length > 0 ? password.join(':') : undefined;
}

function unauthenticated(reason: string): IndexError {
  return new IndexError(401, `Unauthenticated: ${reason}`, {
    'WWW-Authenticate': 'Basic realm="AWS CodeArtifact"',
  });
}
