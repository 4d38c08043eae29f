import type { Store, Table } from '../storage/store';
import type { StoredBuild } from './build';

/** Every build of every region; read from disk once, written on every change. */
export class BuildStore {
  private readonly table: Table<StoredBuild>;
  private readonly builds = new Map<string, StoredBuild>();

  constructor(store: Store) {
    this.table = store.table<StoredBuild>('codebuild-builds');
  }

  async load(): Promise<void> {
    for await (const [key, stored] of this.table.entries()) this.builds.set(key, stored);
  }

  /** On disk when the promise resolves. How far a build is can be seen before, how it ended only then. */
  async save(stored: StoredBuild): Promise<void> {
    const key = keyOf(stored.region, stored.build.id);
    if (!stored.build.buildComplete) this.builds.set(key, stored);
    await this.table.put(key, stored);
    if (stored.build.buildComplete) this.builds.set(key, stored);
  }

  /** To be seen at once, on disk with whatever is written next. */
  note(stored: StoredBuild): void {
    const key = keyOf(stored.region, stored.build.id);
    this.builds.set(key, stored);
    this.table.putSoon(key, stored);
  }

  /** By id (`project:uuid`) or ARN. */
  get(region: string, idOrArn: string): StoredBuild | undefined {
    const id = idOrArn.startsWith('arn:') ? idOrArn.split(':build/').at(-1) : idOrArn;
    return this.builds.get(keyOf(region, id ?? ''));
  }

  all(): StoredBuild[] {
    return [...this.builds.values()];
  }

  /** Oldest first. */
  list(region: string, projectName?: string): StoredBuild[] {
    return this.all()
      .filter((stored) => stored.region === region)
      .filter(({ build }) => projectName === undefined || build.projectName === projectName)
      .sort((a, b) => a.build.startTime - b.build.startTime || a.build.buildNumber - b.build.buildNumber);
  }

  nextNumber(region: string, projectName: string): number {
    return this.list(region, projectName).reduce((n, { build }) => Math.max(n, build.buildNumber), 0) + 1;
  }
}

function keyOf(region: string, id: string): string {
  return `${region}\u0000${id}`;
}
