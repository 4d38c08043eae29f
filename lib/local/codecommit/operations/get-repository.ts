import type { Operation } from '../../service';
import { ensureDefaultBranch } from '../references';
import { type CodeCommitContext, repositoryPermission } from './codecommit-context';

/** `codecommit:GetRepository` */
export function getRepository(context: CodeCommitContext): Operation {
  return {
    permissions: (input, call) =>
      repositoryPermission('GetRepository', { repositoryName: input.repositoryName, call }),
    async handle(input, call) {
      const repository = context.repositories.get(call.region, input.repositoryName);
      const branch = await ensureDefaultBranch(context.git, repository.directory);
      return {
        repositoryMetadata: {
          accountId: context.account,
          repositoryId: repository.id,
          repositoryName: repository.name,
          repositoryDescription: repository.description,
          defaultBranch: branch,
          lastModifiedDate: new Date(repository.created),
          creationDate: new Date(repository.created),
          cloneUrlHttp: context.cloneUrl(repository),
          Arn: repository.arn,
        },
      };
    },
  };
}
