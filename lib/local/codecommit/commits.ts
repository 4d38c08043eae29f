import type { Readable } from 'node:stream';
import { ServiceError } from '../service';
import { assertSucceeded, ended, type Git, GitFailure, text } from './git';
import type { Repository } from './repositories';

/** A person and a moment, as git writes it: seconds since the epoch and the zone's offset. */
export interface GitSignature {
  readonly name: string;
  readonly email: string;
  readonly seconds: number;
  /** `+0200` */
  readonly offset: string;
}

/** A commit's own data. */
export interface GitCommit {
  readonly id: string;
  readonly tree: string;
  readonly parents: readonly string[];
  readonly author: GitSignature;
  readonly committer: GitSignature;
  readonly message: string;
}

/** Reads commits and branches of the repositories, and their content as zip. */
export class Commits {
  constructor(private readonly git: Git) {}

  /** Commit that a branch points to. @throws ServiceError BranchDoesNotExistException */
  async branchTip(repository: Repository, branch: string): Promise<string> {
    // No branch has `@{` in its name; git would look for a log of a branch, and fail where there is none.
    const found = branch.includes('@{') ? undefined : await this.resolve(repository, `refs/heads/${branch}`);
    if (found === undefined)
      throw new ServiceError(
        'BranchDoesNotExistException',
        `Branch ${branch} does not exist in repository ${repository.name}: nothing was pushed to it yet`,
      );
    return found;
  }

  /** @throws ServiceError CommitIdDoesNotExistException */
  async read(repository: Repository, id: string): Promise<GitCommit> {
    const found = /^[0-9a-f]{4,40}$/.test(id) ? await this.resolve(repository, id) : undefined;
    if (found === undefined)
      throw new ServiceError(
        'CommitIdDoesNotExistException',
        `Commit ${id} does not exist in repository ${repository.name}`,
      );
    const format = ['%T', '%P', '%an', '%ae', '%ad', '%cn', '%ce', '%cd', '%B'].join('%x00');
    const shown = await this.git.run(repository.directory, [
      'log',
      '-1',
      '--date=raw',
      `--format=${format}`,
      found,
    ]);
    const [tree = '', parents = '', an = '', ae = '', ad = '', cn = '', ce = '', cd = '', ...message] =
      shown.split('\0');
    return {
      id: found,
      tree,
      parents: parents.split(' ').filter(Boolean),
      author: signature(an, ae, ad),
      committer: signature(cn, ce, cd),
      message: message.join('\0').replace(/\n$/, ''),
    };
  }

  /**
   * The commit's files as zip, without `.git`. The same commit always gives the same bytes: entries are in tree order
   * and carry the commit's time. @throws Error while reading when git fails.
   */
  async *archive(repository: Repository, id: string): AsyncGenerator<Buffer> {
    const args = ['archive', '--format=zip', id];
    const child = this.git.spawn(repository.directory, args);
    // Waited for from the start, so that a git that cannot be started is an error here and not an unhandled event.
    const end = Promise.all([text(child.stderr as Readable), ended(child)]);
    end.catch(() => undefined);
    for await (const chunk of child.stdout as Readable) yield chunk as Buffer;
    const [stderr] = await end;
    assertSucceeded(child, { args, stderr });
  }

  private async resolve(repository: Repository, name: string): Promise<string | undefined> {
    const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${name}^{commit}`];
    try {
      return (await this.git.run(repository.directory, args)).trim();
    } catch (error) {
      // All that `--quiet` says where there is no such commit.
      if (error instanceof GitFailure && error.exitCode === 1) return undefined;
      throw error;
    }
  }
}

function signature(name: string, email: string, date: string): GitSignature {
  const [seconds = '0', offset = '+0000'] = date.split(' ');
  return { name, email, seconds: Number(seconds), offset };
}
