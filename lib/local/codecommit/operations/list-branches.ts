import { type Operation, ServiceError } from '../../service';
import { readReferences } from '../references';
import { type CodeCommitContext, repositoryPermission } from './codecommit-context';

/** `codecommit:ListBranches`. Every branch fits one page, so no continuation token is ever given out. */
export function listBranches(context: CodeCommitContext): Operation {
  return {
    permissions: (input, call) =>
      repositoryPermission('ListBranches', { repositoryName: input.repositoryName, call }),
    async handle(input, call) {
      if (input.nextToken !== undefined)
        throw new ServiceError('InvalidContinuationTokenException', `unknown token "${input.nextToken}"`);
      const repository = context.repositories.get(call.region, input.repositoryName);
      const references = await readReferences(context.git, repository.directory);
      const branches = Object.keys(references)
        .filter((name) => name.startsWith('refs/heads/'))
        .map((name) => name.slice('refs/heads/'.length));
      return { branches };
    },
  };
}
