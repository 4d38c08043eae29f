import type { DurableEventBus } from '../events/durable-event-bus';
import { KeyedLock } from '../keyed-lock';
import type { Store, Table } from '../storage/store';
import type { Git } from './git';
import { ensureDefaultBranch, type References, readReferences } from './references';
import type { Repository } from './repositories';

/**
 * Tells the event bus which references changed. It compares what is there with what was last announced, so a runtime
 * that is killed between receiving a push and announcing it does so at its next start. An event can then be sent
 * twice, never not at all; AWS delivers these events on a best-effort basis.
 *
 * Shapes: https://docs.aws.amazon.com/codecommit/latest/userguide/monitoring-events.html
 */
export class Announcements {
  private readonly announced: Table<References>;
  private readonly lock = new KeyedLock();

  constructor(
    private readonly options: {
      readonly store: Store;
      readonly bus: DurableEventBus;
      readonly account: string;
      readonly git: Git;
    },
  ) {
    this.announced = options.store.table('codecommit-announced-references');
  }

  /** Announces what changed since the last time; one repository is announced by one caller at a time. */
  announce(repository: Repository): Promise<void> {
    return this.lock.run(repository.arn, () => this.compare(repository));
  }

  private async compare(repository: Repository): Promise<void> {
    const now = await readReferences(this.options.git, repository.directory);
    const before = (await this.announced.get(repository.arn)) ?? {};
    const changed = [...new Set([...Object.keys(before), ...Object.keys(now)])].filter(
      (name) => before[name] !== now[name],
    );
    if (changed.length === 0) return;
    await ensureDefaultBranch(this.options.git, repository.directory);
    for (const name of changed)
      await this.options.bus.publish({
        source: 'aws.codecommit',
        'detail-type': 'CodeCommit Repository State Change',
        region: repository.region,
        account: this.options.account,
        resources: [repository.arn],
        detail: referenceDetail(repository, { name, before: before[name], now: now[name] }),
      });
    await this.announced.put(repository.arn, now);
  }
}

function referenceDetail(
  repository: Repository,
  change: { name: string; before: string | undefined; now: string | undefined },
) {
  const isBranch = change.name.startsWith('refs/heads/');
  const event =
    change.before === undefined
      ? 'referenceCreated'
      : change.now === undefined
        ? 'referenceDeleted'
        : 'referenceUpdated';
  return {
    event,
    repositoryName: repository.name,
    repositoryId: repository.id,
    referenceType: isBranch ? 'branch' : 'tag',
    referenceName: change.name.replace(/^refs\/(heads|tags)\//, ''),
    referenceFullName: change.name,
    ...(change.now === undefined ? {} : { commitId: change.now }),
    ...(change.before === undefined ? {} : { oldCommitId: change.before }),
  };
}
