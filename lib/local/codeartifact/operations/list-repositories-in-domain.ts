import type { Operation } from '../../service';
import { byName } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { needs } from './permissions';
import { repositoryPage } from './repository-page';

/** `codeartifact:ListRepositoriesInDomain` */
export function listRepositoriesInDomain(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    async handle(input, call) {
      const { repositories, name } = context.catalog.domainOf(input, call);
      const administered = input.administratorAccount ?? context.account;
      const own = administered === context.account ? [...repositories.values()].sort(byName) : [];
      return await repositoryPage(context, {
        list: `ListRepositoriesInDomain ${name}`,
        repositories: own,
        input,
      });
    },
  };
}
