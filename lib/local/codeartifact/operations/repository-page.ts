import { listOf } from '../../paging';
import type { Repository } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { pageOf } from '../page';
import { repositorySummary } from './describe-repository';

/** One page of repositories whose names begin with the prefix that the call gives. */
export async function repositoryPage(
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
  const wanted = repositories.filter(({ name }) => name.startsWith(prefix));
  const { items, nextToken } = await pageOf(listOf(list, wanted, keyOf), input);
  return { repositories: items.map((repository) => repositorySummary(repository, account)), nextToken };
}
