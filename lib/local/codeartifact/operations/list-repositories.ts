import type { Operation } from '../../service';
import { byName, type Repository } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { following, pageOf } from '../page';
import { repositorySummary } from './describe-repository';
import { needs } from './permissions';

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

async function repositoryPage(
  { account }: CodeArtifactContext,
  {
    list,
    repositories,
    input,
  }: {
    list: string;
    repositories: readonly Repository[];
    input: { repositoryPrefix?: string; maxResults?: number; nextToken?: string };
  },
) {
  const prefix = input.repositoryPrefix ?? '';
  const keyOf = ({ domain, name }: Repository) => `${domain}/${name}`;
  const { items, nextToken } = await pageOf(list, input, {
    items: (after) => following(repositories, after, keyOf).filter(({ name }) => name.startsWith(prefix)),
    keyOf,
  });
  return { repositories: items.map((repository) => repositorySummary(repository, account)), nextToken };
}
