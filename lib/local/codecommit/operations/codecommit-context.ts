import type { Call, Permission } from '../../service';
import type { Commits } from '../commits';
import type { Git } from '../git';
import type { Repositories, Repository } from '../repositories';

/** What the operations of CodeCommit work on. */
export interface CodeCommitContext {
  readonly repositories: Repositories;
  readonly commits: Commits;
  readonly git: Git;
  readonly account: string;
  readonly cloneUrl: (repository: Repository) => string;
}

/** The right to do `action` on the repository that a call names. */
export function repositoryPermission(
  action: string,
  { repositoryName, call }: { repositoryName: string; call: Call },
): readonly Permission[] {
  const resource = `arn:aws:codecommit:${call.region}:${call.account}:${repositoryName}`;
  return [{ action: `codecommit:${action}`, resource }];
}
