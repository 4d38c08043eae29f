import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  CreateRepositoryCommand,
  DeletePackageCommand,
  GetAuthorizationTokenCommand,
} from '@aws-sdk/client-codeartifact';
import { Deployment } from '../../acceptance/deployment';
import { ACCOUNT } from '../world/paths';
import type { Registry } from './registry';

/** The runtime's CodeArtifact, started by the command line, with a repository without policies. */
export async function ourRegistry(): Promise<Registry> {
  const deployment = new Deployment();
  await deployment.start();
  const client = deployment.clients.codeArtifact('us-east-1');
  await client.send(new CreateRepositoryCommand({ domain: 'vigilant', repository: 'bench' }));
  const { authorizationToken } = await client.send(new GetAuthorizationTokenCommand({ domain: 'vigilant' }));
  const url = `${deployment.url}/vigilant-${ACCOUNT}.d.codeartifact.us-east-1.amazonaws.com/pypi/bench/`;
  return {
    name: 'ours',
    pid: JSON.parse(readFileSync(join(deployment.state, 'runtime.json'), 'utf8')).pid,
    uploadUrl: url,
    projectUrl: (project) => `${url}simple/${project}/`,
    headers: { authorization: `Basic ${Buffer.from(`aws:${authorizationToken}`).toString('base64')}` },
    async remove(projects) {
      const repository = { domain: 'vigilant', repository: 'bench', format: 'pypi' } as const;
      for (const name of projects)
        await client.send(new DeletePackageCommand({ ...repository, package: name }));
    },
    stop: () => deployment.remove(),
  };
}
