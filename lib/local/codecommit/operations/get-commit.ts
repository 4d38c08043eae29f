import type { Operation } from '../../service';
import type { GitSignature } from '../commits';
import { type CodeCommitContext, repositoryPermission } from './codecommit-context';

/** `codecommit:GetCommit`. Dates are as git keeps them: `1711111111 +0100`. */
export function getCommit(context: CodeCommitContext): Operation {
  return {
    permissions: (input, call) =>
      repositoryPermission('GetCommit', { repositoryName: input.repositoryName, call }),
    async handle(input, call) {
      const repository = context.repositories.get(call.region, input.repositoryName);
      const commit = await context.commits.read(repository, input.commitId);
      return {
        commit: {
          commitId: commit.id,
          treeId: commit.tree,
          parents: commit.parents,
          message: commit.message,
          author: user(commit.author),
          committer: user(commit.committer),
          additionalData: '',
        },
      };
    },
  };
}

function user({ name, email, seconds, offset }: GitSignature) {
  return { name, email, date: `${seconds} ${offset}` };
}
