import { CreateRepositoryCommand } from '@aws-sdk/client-codeartifact';
import { BARE_REPOSITORY } from '../figures/job-processes';
import type { ReleaseWorld } from './release-world';

/** Creates a repository without policies in each region, for what is published beside the workflow. */
export async function createBareRepositories(world: ReleaseWorld, regions: readonly string[]): Promise<void> {
  for (const region of regions)
    await world.clients
      .codeArtifact(region)
      .send(new CreateRepositoryCommand({ domain: 'vigilant', repository: BARE_REPOSITORY }));
}
