import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import type { KeyedLock } from '../keyed-lock';
import type { Principal } from '../service';
import type { BlobStore } from '../storage/blob-store';
import type { PackageAddress } from './arns';
import type { AuthorizationTokens } from './authorization-tokens';
import type { Catalog } from './catalog';
import type { CreatedResources } from './created-resources';
import type { PackageStore } from './package-store';
import type { RepositoryView } from './repository-view';
import type { VersionChanges } from './version-changes';

/** Where the emulation can differ from what one expects of the service, because reports of it differ. */
export interface Quirks {
  /**
   * Answer to uploading an asset again with the same bytes. The user guide says that it succeeds; clients in the field
   * report 409.
   */
  readonly identicalUpload: 'accept' | 'conflict';
  /** How long a new asset stays unseen by reads; the user guide: "publishing can be inconsistent". */
  readonly listLagMilliseconds: number;
  /** Whether calls above the service's default quotas are throttled, and assets above them refused. */
  readonly quotas: boolean;
}

/** What the operations and the package index of CodeArtifact work on. */
export interface CodeArtifactContext {
  readonly catalog: Catalog;
  readonly created: CreatedResources;
  readonly packages: PackageStore;
  readonly view: RepositoryView;
  readonly changes: VersionChanges;
  readonly locks: KeyedLock;
  readonly tokens: AuthorizationTokens;
  readonly blobs: BlobStore;
  readonly iam: Iam;
  readonly clock: Clock;
  readonly account: string;
  readonly endpoint: () => string;
  readonly quirks: Quirks;
  /** When a principal's session ends, in milliseconds since the epoch; undefined when that is not known. */
  readonly sessionEnd: (principal: Principal) => number | undefined;
}

/** Name under which a package is locked. */
export function lockKey({ region, domain, repository, package: name }: PackageAddress): string {
  return `${region}/${domain}/${repository}/${name}`;
}

/** Name under which a domain is locked while it, or a repository of it, comes or goes; taken before that of a package. */
export function domainLockKey({ region, domain }: Pick<PackageAddress, 'region' | 'domain'>): string {
  return `domain ${region}/${domain}`;
}
