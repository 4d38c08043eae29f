import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { DurableEventBus } from '../events/durable-event-bus';
import type { Service } from '../service';
import type { Store } from '../storage/store';
import { Announcements } from './announcements';
import { Commits } from './commits';
import { Git } from './git';
import { GitHttpRoute } from './git-http-route';
import { getBranch } from './operations/get-branch';
import { getCommit } from './operations/get-commit';
import { getRepository } from './operations/get-repository';
import { listBranches } from './operations/list-branches';
import { listRepositories } from './operations/list-repositories';
import { Repositories, type Repository } from './repositories';
import { RepositoryProvider } from './repository-provider';

/** What CodeCommit needs. */
export interface CodeCommitOptions {
  readonly store: Store;
  readonly bus: DurableEventBus;
  readonly clock: Clock;
  readonly account: string;
  /** Folder of the bare repositories. */
  readonly gitDirectory: string;
  /** PATH on which git is found. */
  readonly searchPath: string;
  /** Address of the runtime, without a slash at its end: `http://127.0.0.1:4566`. */
  readonly endpoint: () => string;
}

/** CodeCommit: git repositories served over HTTP, each push announced on the event bus. */
export function createCodeCommit(options: CodeCommitOptions) {
  const git = new Git(options);
  const repositories = new Repositories({ ...options, git });
  const announcements = new Announcements({ ...options, git });
  const commits = new Commits(git);
  const route = new GitHttpRoute({
    ...options,
    git,
    repositories,
    received: (repository) => announcements.announce(repository),
  });
  const cloneUrl = (repository: Pick<Repository, 'name' | 'region'>) => {
    const host = `git-codecommit.${repository.region}.amazonaws.com`;
    return `${options.endpoint()}/${host}/v1/repos/${repository.name}`;
  };
  const context = { repositories, commits, git, cloneUrl, account: options.account };
  const service: Service = {
    model: 'codecommit',
    operations: {
      GetRepository: getRepository(context),
      GetBranch: getBranch(context),
      GetCommit: getCommit(context),
      ListRepositories: listRepositories(context),
      ListBranches: listBranches(context),
    },
  };
  const providers: ResourceProvider[] = [new RepositoryProvider({ repositories, cloneUrl })];
  return {
    service,
    providers,
    routes: [route],
    repositories,
    commits,
    /** The remote to `git push` to. */
    cloneUrl,
    /** Announces what was pushed but not announced before the last stop. Call it once everything is deployed. */
    async start(): Promise<void> {
      for (const repository of repositories.list()) await announcements.announce(repository);
    },
    async close(): Promise<void> {
      route.backend.close();
    },
  };
}

/** What {@link createCodeCommit} gives. */
export type CodeCommit = ReturnType<typeof createCodeCommit>;
