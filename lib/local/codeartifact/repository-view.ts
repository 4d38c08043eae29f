import type { Clock } from '../clock';
import type { PackageAddress } from './arns';
import type { Catalog, Repository } from './catalog';
import type { PackageStore, VersionRecord } from './package-store';

/** A version with the repository in which it was found. */
export interface FoundVersion {
  readonly repository: string;
  readonly record: VersionRecord;
}

/** Most repositories that are looked into for one request (user guide, "Requesting a package version …"). */
const MOST_REPOSITORIES = 25;

/**
 * What package managers see of a repository: its own versions and those of its upstreams, as far as origin controls
 * let them in. A repository is searched before its upstreams, each upstream with its own before the next (user guide,
 * "Upstream repository priority order"); the first repository that has a version decides about it.
 */
export class RepositoryView {
  constructor(
    private readonly options: {
      readonly catalog: Catalog;
      readonly packages: PackageStore;
      readonly clock: Clock;
      /** How long a new asset stays unseen. */
      readonly lagMilliseconds: number;
    },
  ) {}

  /** The version without the assets that lag hides; undefined when nothing is left to see. */
  seen(record: VersionRecord | undefined): VersionRecord | undefined {
    const { lagMilliseconds, clock } = this.options;
    if (record === undefined || lagMilliseconds === 0) return record;
    const latest = clock.now() - lagMilliseconds;
    const assets = Object.entries(record.assets).filter(([, { uploaded }]) => uploaded <= latest);
    if (assets.length === 0 && Object.keys(record.assets).length > 0) return undefined;
    return { ...record, assets: Object.fromEntries(assets) };
  }

  /** Every version within reach. Undefined when no repository within reach knows the package. */
  async versions(address: PackageAddress): Promise<Map<string, FoundVersion> | undefined> {
    const found = new Map<string, FoundVersion>();
    let known = false;
    for (const repository of await this.reach(address)) {
      const there = { ...address, repository: repository.name };
      known ||= (await this.options.packages.getPackage(there)) !== undefined;
      for (const stored of await this.options.packages.listVersions(there)) {
        const record = this.seen(stored);
        if (record && !found.has(record.version))
          found.set(record.version, { repository: repository.name, record });
      }
    }
    return known ? found : undefined;
  }

  /** One version, from the first repository that has it. */
  async version(address: PackageAddress, version: string): Promise<FoundVersion | undefined> {
    for (const repository of await this.reach(address)) {
      const there = { ...address, repository: repository.name };
      const record = this.seen(await this.options.packages.getVersion(there, version));
      if (record) return { repository: repository.name, record };
    }
    return undefined;
  }

  /** Repositories in which to look for a package, in order, the repository itself first. */
  async reach(address: PackageAddress): Promise<Repository[]> {
    const reached = new Map<string, Repository>();
    await this.visit(address, reached);
    return [...reached.values()];
  }

  /** External connections over which the package could come if they were followed here. */
  async externalConnections(address: PackageAddress): Promise<string[]> {
    const { groups } = this.options.catalog.domain(address.region, address.domain);
    const found: string[] = [];
    for (const { name, externalConnections } of await this.reach(address)) {
      const record = await this.options.packages.getPackage({ ...address, repository: name });
      if (record?.restrictions.upstream === 'BLOCK') continue;
      if (!groups.allows('EXTERNAL_UPSTREAM', address.package, name)) continue;
      found.push(...externalConnections.filter((connection) => connection === 'public:pypi'));
    }
    return found;
  }

  private async visit(address: PackageAddress, reached: Map<string, Repository>): Promise<void> {
    if (reached.has(address.repository) || reached.size >= MOST_REPOSITORIES) return;
    const { catalog, packages } = this.options;
    const repository = catalog.repository(address.region, address.domain, address.repository);
    reached.set(repository.name, repository);
    const record = await packages.getPackage(address);
    const { groups } = catalog.domain(address.region, address.domain);
    // Of the package's setting and its group's, the one that blocks wins (user guide, "Editing package origin controls").
    if (record?.restrictions.upstream === 'BLOCK') return;
    if (!groups.allows('INTERNAL_UPSTREAM', address.package, repository.name)) return;
    for (const upstream of repository.upstreams)
      await this.visit({ ...address, repository: upstream }, reached);
  }
}
