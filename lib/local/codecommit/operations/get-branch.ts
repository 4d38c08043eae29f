import { type Operation, ServiceError } from '../../service';
import { type CodeCommitContext, repositoryPermission } from './codecommit-context';

/** `codecommit:GetBranch` */
export function getBranch(context: CodeCommitContext): Operation {
  return {
    permissions: (input, call) =>
      repositoryPermission('GetBranch', { repositoryName: input.repositoryName ?? '*', call }),
    async handle(input, call) {
      if (!input.repositoryName)
        throw new ServiceError('RepositoryNameRequiredException', 'A repository name is required');
      if (!input.branchName)
        throw new ServiceError('BranchNameRequiredException', 'A branch name is required');
      const repository = context.repositories.get(call.region, input.repositoryName);
      const commitId = await context.commits.branchTip(repository, input.branchName);
      return { branch: { branchName: input.branchName, commitId } };
    },
  };
}
