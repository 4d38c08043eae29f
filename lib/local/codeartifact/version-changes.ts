import type { EventBus } from '../events/event-bus';
import type { PackageAddress } from './arns';
import type { PackageRecord, PackageStore, VersionChange } from './package-store';
import { stateChangeEvent } from './state-change-event';

/** Writes changes of a package and announces each of them. The caller holds the package's lock. */
export class VersionChanges {
  constructor(
    private readonly options: {
      readonly packages: PackageStore;
      readonly bus: EventBus;
      readonly account: string;
    },
  ) {}

  /** Resolves when the changes are on disk and, with a durable bus, their events too. */
  async apply(
    address: PackageAddress,
    record: Omit<PackageRecord, 'sequence'>,
    changes: readonly VersionChange[],
  ): Promise<void> {
    const { packages } = this.options;
    const before = (await packages.getPackage(address))?.sequence ?? 0;
    const sequence = before + changes.length;
    await packages.write(address, { restrictions: record.restrictions, sequence }, changes);
    await this.announce(address, changes, before);
  }

  /** Removes a package with all its versions. */
  async remove(address: PackageAddress): Promise<void> {
    const { packages } = this.options;
    const before = (await packages.getPackage(address))?.sequence ?? 0;
    const changes = (await packages.listVersions(address)).map((version) => ({ before: version }));
    await packages.write(address, undefined, changes);
    await this.announce(address, changes, before);
  }

  private async announce(
    address: PackageAddress,
    changes: readonly VersionChange[],
    last: number,
  ): Promise<void> {
    for (const [i, change] of changes.entries()) {
      const event = stateChangeEvent(this.options.account, address, { ...change, sequence: last + i + 1 });
      await this.options.bus.publish(event);
    }
  }
}
