import {
  DescribeRepositoryCommand,
  GetAuthorizationTokenCommand,
  GetRepositoryEndpointCommand,
} from '@aws-sdk/client-codeartifact';
import type { Target } from '../target';
import { type Check, type Examination, examine } from './check';
import { withinReason } from './within-reason';

/** What a run needs of a region, and what consumers do. */
export function regionChecks(target: Target, region: string): Promise<Check>[] {
  const { config } = target;
  const { domain, stagingRepository, releaseRepository } = config;
  const client = target.clients.codeArtifact(region);
  const advice = config.adopt.repositories
    ? `make it, since adopt.repositories says that it is there: "aws codeartifact create-repository --region ${region} …"`
    : `deploy the region: "npx cdk deploy ${config.deployment}-${region}"`;
  const check = (name: string, look: Examination['look']) => examine({ group: region, name, look, advice });
  const repository = (name: string) =>
    check(`repository ${name}`, async () => {
      await client.send(new DescribeRepositoryCommand({ domain, repository: name }), withinReason());
      return `${domain}/${name}`;
    });
  return [
    repository(stagingRepository),
    repository(releaseRepository),
    check('package index', async () => {
      const { repositoryEndpoint } = await client.send(
        new GetRepositoryEndpointCommand({ domain, repository: releaseRepository, format: 'pypi' }),
        withinReason(),
      );
      return `${repositoryEndpoint}`;
    }),
    check('token', async () => {
      const { expiration } = await client.send(new GetAuthorizationTokenCommand({ domain }), withinReason());
      return `obtained, valid until ${expiration?.toISOString().replace(/\.\d+Z$/, 'Z') ?? 'further notice'}`;
    }),
  ];
}
