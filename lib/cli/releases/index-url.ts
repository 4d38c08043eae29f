import { GetAuthorizationTokenCommand, GetRepositoryEndpointCommand } from '@aws-sdk/client-codeartifact';
import type { Target } from '../target';

/** Address of a region's release repository for pip, with a token that lasts as long as the caller's credentials allow. */
export async function indexUrl(target: Target, region: string): Promise<string> {
  const client = target.clients.codeArtifact(region);
  const { domain, releaseRepository } = target.config;
  const [endpoint, token] = await Promise.all([
    client.send(new GetRepositoryEndpointCommand({ domain, repository: releaseRepository, format: 'pypi' })),
    client.send(new GetAuthorizationTokenCommand({ domain })),
  ]);
  const url = new URL('simple/', endpoint.repositoryEndpoint?.replace(/\/?$/, '/'));
  url.username = 'aws';
  url.password = token.authorizationToken ?? '';
  return url.href;
}
