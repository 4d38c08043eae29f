import type { BlobHashes } from '../storage/blob-store';
import type { Store, Table, Write } from '../storage/store';
import type { PackageAddress } from './arns';

/** Status of a package version, as the service model lists them; Python versions are never `Unfinished`. */
export type VersionStatus = 'Published' | 'Unlisted' | 'Archived' | 'Disposed';

/** Package origin controls. */
export interface Restrictions {
  readonly publish: 'ALLOW' | 'BLOCK';
  readonly upstream: 'ALLOW' | 'BLOCK';
}

/** A package in a repository; it can exist without versions. */
export interface PackageRecord {
  readonly restrictions: Restrictions;
  /** Number of the package's last event. */
  readonly sequence: number;
}

/** One file of a version. */
export interface AssetRecord {
  readonly size: number;
  readonly hashes: BlobHashes;
  /** Milliseconds since the epoch. */
  readonly uploaded: number;
  readonly requiresPython?: string;
  /** SHA-256 of the wheel's METADATA file, which is a blob of its own (PEP 658). */
  readonly coreMetadata?: string;
}

/** What a client told about a version; the version's first upload sets it. */
export interface VersionMetadata {
  readonly displayName: string;
  readonly summary?: string;
  readonly homePage?: string;
  readonly sourceCodeRepository?: string;
  readonly license?: string;
  readonly readme?: string;
  readonly requiresDist?: readonly string[];
}

/** A version with its assets: one record, so that it changes in one step. */
export interface VersionRecord {
  readonly version: string;
  readonly revision: string;
  readonly status: VersionStatus;
  /** Milliseconds since the epoch. */
  readonly publishedTime: number;
  /** Repository of the domain into which the version was published first. */
  readonly enteredThrough: string;
  readonly metadata: VersionMetadata;
  readonly assets: Readonly<Record<string, AssetRecord>>;
}

/** A version as it was and as it will be; `after` is left out for a deletion. */
export interface VersionChange {
  readonly before?: VersionRecord;
  readonly after?: VersionRecord;
}

/** Repository of a region, as part of keys. */
export type RepositoryAddress = Omit<PackageAddress, 'package'>;

/** Versions of a package as they were read, and what they take in memory; nothing until they are read. */
interface KeptList {
  readonly versions: Promise<readonly VersionRecord[]>;
  size: number;
}

/** What lists of versions may take in memory, in characters of their JSON: some 20,000 versions without a readme. */
const MOST_KEPT = 16 * 1024 * 1024;

/** What a list takes that has no versions. */
const EMPTY_LIST = 200;

/**
 * Packages and versions on disk. Keys are paths, `REGION/DOMAIN/REPOSITORY/PACKAGE/VERSION`; none of the names can
 * contain a slash, so one range read finds a repository's packages or a package's versions and nothing else.
 */
export class PackageStore {
  private readonly packages: Table<PackageRecord>;
  private readonly versions: Table<VersionRecord>;
  /** Lists of versions that were read last, by the beginning of their keys, the latest at the end. */
  private readonly lists = new Map<string, KeptList>();
  private kept = 0;

  constructor(
    private readonly store: Store,
    private readonly mostKept = MOST_KEPT,
  ) {
    this.packages = store.table('codeartifact-packages');
    this.versions = store.table('codeartifact-versions');
  }

  getPackage(address: PackageAddress): Promise<PackageRecord | undefined> {
    return this.packages.get(packageKey(address));
  }

  getVersion(address: PackageAddress, version: string): Promise<VersionRecord | undefined> {
    return this.versions.get(versionKey(address, version));
  }

  /** Packages of a repository in the order of their names. `after` is the name that a former page ended with. */
  async *listPackages(
    repository: RepositoryAddress,
    { prefix = '', after }: { prefix?: string; after?: string } = {},
  ): AsyncIterable<[string, PackageRecord]> {
    const start = packageKey({ ...repository, package: '' });
    const range = {
      prefix: start + prefix,
      ...(after === undefined ? {} : { after: start + after }),
    };
    for await (const [key, record] of this.packages.entries(range)) yield [key.slice(start.length), record];
  }

  /** Versions of a package in the order of their names: the same list until one of them changes. */
  listVersions(address: PackageAddress): Promise<readonly VersionRecord[]> {
    const key = versionKey(address, '');
    const list = this.lists.get(key) ?? this.readList(key);
    this.lists.delete(key);
    this.lists.set(key, list);
    return list.versions;
  }

  private readList(key: string): KeptList {
    const list: KeptList = {
      size: 0,
      versions: this.readVersions(key).then(
        (versions) => {
          // Not what a change has taken out meanwhile.
          if (this.lists.get(key) === list) this.weigh(list, versions);
          return versions;
        },
        (error) => {
          this.forget(key);
          throw error;
        },
      ),
    };
    return list;
  }

  private async readVersions(key: string): Promise<VersionRecord[]> {
    const found: VersionRecord[] = [];
    for await (const [, record] of this.versions.entries({ prefix: key })) found.push(record);
    return found;
  }

  /** Counts a list that was read, and lets go of those that were not asked for longest. */
  private weigh(list: KeptList, versions: readonly VersionRecord[]): void {
    list.size = EMPTY_LIST + JSON.stringify(versions).length;
    this.kept += list.size;
    for (const oldest of this.lists.keys()) {
      if (this.kept <= this.mostKept) break;
      this.forget(oldest);
    }
  }

  private forget(key: string): void {
    this.kept -= this.lists.get(key)?.size ?? 0;
    this.lists.delete(key);
  }

  /** Number of bytes that the domain's versions refer to, each blob counted once, as the domain stores it once. */
  async assetSize(region: string, domain: string): Promise<number> {
    const sizes = new Map<string, number>();
    for await (const [, { assets }] of this.versions.entries({ prefix: `${region}/${domain}/` }))
      for (const { hashes, size } of Object.values(assets)) sizes.set(hashes['SHA-256'], size);
    return [...sizes.values()].reduce((sum, size) => sum + size, 0);
  }

  /** Writes a package and changes of its versions, all or nothing. Without a record the package is removed. */
  async write(
    address: PackageAddress,
    record: PackageRecord | undefined,
    changes: readonly VersionChange[],
  ): Promise<void> {
    const writes: Write[] = [{ table: this.packages, key: packageKey(address), value: record }];
    for (const { before, after } of changes) {
      const version = (after ?? before)?.version ?? '';
      writes.push({ table: this.versions, key: versionKey(address, version), value: after });
    }
    const key = versionKey(address, '');
    try {
      this.forget(key);
      await this.store.batch(writes);
    } finally {
      // Who asked while it was being written may have got the list of before, which must not be kept.
      this.forget(key);
    }
  }
}

function packageKey({ region, domain, repository, package: name }: PackageAddress): string {
  return `${region}/${domain}/${repository}/${name}`;
}

function versionKey(address: PackageAddress, version: string): string {
  return `${packageKey(address)}/${version}`;
}
