import { type Operation, ServiceError } from '../../service';
import type { CodeCommitContext } from './codecommit-context';

/** `codecommit:ListRepositories`. Every repository fits one page, so no continuation token is ever given out. */
export function listRepositories(context: CodeCommitContext): Operation {
  return {
    permissions: () => [{ action: 'codecommit:ListRepositories', resource: '*' }],
    handle(input, call) {
      if (input.nextToken !== undefined)
        throw new ServiceError('InvalidContinuationTokenException', `unknown token "${input.nextToken}"`);
      const repositories = context.repositories.list(call.region);
      if (input.sortBy === 'lastModifiedDate') repositories.sort((a, b) => a.created - b.created);
      if (input.order === 'descending') repositories.reverse();
      return {
        repositories: repositories.map(({ name, id }) => ({ repositoryName: name, repositoryId: id })),
      };
    },
  };
}
