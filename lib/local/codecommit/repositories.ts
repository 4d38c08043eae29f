import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../clock';
import { ServiceError } from '../service';
import type { Store, Table } from '../storage/store';
import type { Git } from './git';

/** A repository and what stays the same for as long as its data exists. */
export interface Repository {
  readonly name: string;
  readonly region: string;
  readonly arn: string;
  /** Folder of the bare repository. */
  readonly directory: string;
  readonly description?: string;
  readonly id: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
}

interface RepositoryRecord {
  readonly id: string;
  readonly created: number;
}

/** The bare repositories below one folder, `REGION/NAME.git`. */
export class Repositories {
  private readonly byKey = new Map<string, Repository>();
  private readonly records: Table<RepositoryRecord>;

  constructor(
    private readonly options: {
      readonly store: Store;
      readonly clock: Clock;
      readonly account: string;
      readonly gitDirectory: string;
      readonly git: Git;
    },
  ) {
    this.records = options.store.table('codecommit-repositories');
  }

  /** Makes the repository available; its commits are kept from earlier starts. */
  async open(request: { name: string; region: string; description?: string }): Promise<Repository> {
    const { name, region } = request;
    const key = `${region}/${name}`;
    let record = await this.records.get(key);
    if (record === undefined) {
      record = { id: randomUUID(), created: this.options.clock.now() };
      await this.records.put(key, record);
    }
    const directory = join(this.options.gitDirectory, region, `${name}.git`);
    await initialise(this.options.git, directory);
    const arn = `arn:aws:codecommit:${region}:${this.options.account}:${name}`;
    const repository = { ...request, ...record, arn, directory };
    this.byKey.set(key, repository);
    return repository;
  }

  find(region: string, name: string): Repository | undefined {
    return this.byKey.get(`${region}/${name}`);
  }

  /** @throws ServiceError RepositoryDoesNotExistException */
  get(region: string, name: string): Repository {
    const repository = this.find(region, name);
    if (repository === undefined)
      throw new ServiceError('RepositoryDoesNotExistException', `${name} does not exist`);
    return repository;
  }

  /** Sorted by name. */
  list(region?: string): Repository[] {
    return [...this.byKey.values()]
      .filter((repository) => region === undefined || repository.region === region)
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}

/** A killed `git init` leaves half a repository, so it gets its name only when it is whole. */
async function initialise(git: Git, directory: string): Promise<void> {
  if (await exists(directory)) return;
  const temporary = `${directory}.incoming`;
  await rm(temporary, { recursive: true, force: true });
  await mkdir(temporary, { recursive: true });
  await git.run(temporary, ['init', '--quiet', '--bare', '--initial-branch=main', '--template=', '.']);
  await rename(temporary, directory);
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}
