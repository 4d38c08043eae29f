import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { EventBus } from '../events/event-bus';
import type { Faults } from '../http/faults';
import type { Iam } from '../iam/iam';
import { KeyedLock } from '../keyed-lock';
import type { HttpRoute, Principal, Service } from '../service';
import type { BlobStore } from '../storage/blob-store';
import type { Store } from '../storage/store';
import { AuthorizationTokens } from './authorization-tokens';
import { Catalog } from './catalog';
import type { CodeArtifactContext, Quirks } from './context';
import { CreatedResources } from './created-resources';
import { FaultGate } from './index/fault-gate';
import { PypiRoute } from './index/pypi-route';
import { codeArtifactOperations } from './operations/operations';
import { PackageStore } from './package-store';
import { DomainProvider } from './providers/domain-provider';
import { PackageGroupProvider } from './providers/package-group-provider';
import { RepositoryProvider } from './providers/repository-provider';
import { Quotas } from './quotas';
import { RepositoryView } from './repository-view';
import { VersionChanges } from './version-changes';

/** What CodeArtifact needs. */
export interface CodeArtifactOptions {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly iam: Iam;
  readonly faults: Faults;
  readonly bus: EventBus;
  readonly clock: Clock;
  readonly account: string;
  /** Address of the runtime, without a slash at its end; asked for when a call needs it. */
  readonly endpoint: () => string;
  /** @default identical uploads are accepted, no lag, no quotas */
  readonly quirks?: Partial<Quirks>;
  /** When a principal's session ends, for tokens that are to end with it. @default an hour from now for roles */
  readonly sessionEnd?: (principal: Principal) => number | undefined;
}

/** CodeArtifact of every region: the API, the resource types and the package index for Python. */
export function createCodeArtifact(options: CodeArtifactOptions) {
  const context = createContext(options);
  const quotas = new Quotas({ clock: options.clock, enabled: context.quirks.quotas });
  const service: Service = {
    model: 'codeartifact',
    operations: quotas.wrap(codeArtifactOperations(context)),
  };
  const providers: ResourceProvider[] = [
    new DomainProvider(context),
    new RepositoryProvider(context),
    new PackageGroupProvider(context),
  ];
  const routes: HttpRoute[] = [new PypiRoute({ context, faults: new FaultGate(options), quotas })];
  return {
    service,
    providers,
    routes,
    /** Takes up what API calls made. */
    load: () => context.created.load(),
    /** Drops tokens that have expired. */
    start: () => context.tokens.sweep(),
    async close(): Promise<void> {},
  };
}

/** What {@link createCodeArtifact} gives. */
export type CodeArtifact = ReturnType<typeof createCodeArtifact>;

function createContext(options: CodeArtifactOptions): CodeArtifactContext {
  const quirks: Quirks = {
    identicalUpload: 'accept',
    listLagMilliseconds: 0,
    quotas: false,
    ...options.quirks,
  };
  const catalog = new Catalog(options);
  const packages = new PackageStore(options.store);
  const { blobs, iam, clock, account, endpoint, sessionEnd = () => undefined } = options;
  return {
    catalog,
    created: new CreatedResources(options.store, catalog),
    packages,
    view: new RepositoryView({ catalog, packages, clock, lagMilliseconds: quirks.listLagMilliseconds }),
    changes: new VersionChanges({ packages, bus: options.bus, account }),
    locks: new KeyedLock(),
    tokens: new AuthorizationTokens(options),
    blobs,
    iam,
    clock,
    account,
    endpoint,
    quirks,
    sessionEnd,
  };
}
