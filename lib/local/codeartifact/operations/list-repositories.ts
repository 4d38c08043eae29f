import type { Operation } from '../../service';
import { byName } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { needs } from './permissions';
import { repositoryPage } from './repository-page';

/** `codeartifact:ListRepositories`: the repositories of every domain in the region. */
export function listRepositories(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.anything,
    async handle(input, call) {
      const repositories = context.catalog
        .list(call.region)
        .flatMap((domain) => [...domain.repositories.values()].sort(byName));
      return await repositoryPage(context, { list: 'ListRepositories', repositories, input });
    },
  };
}
