import type { Clock } from '../clock';
import { type Operation, ServiceError } from '../service';

/**
 * Default quotas in requests per second, for each account and region (user guide, "Quotas in AWS CodeArtifact").
 * Operations whose names begin with `List` share one.
 */
const PER_SECOND: Readonly<Record<string, number>> = {
  PublishPackageVersion: 10,
  CopyPackageVersions: 5,
  GetAuthorizationToken: 40,
  GetPackageVersionAsset: 50,
  List: 200,
};

/** Counts requests of the current second, and refuses those above a quota. */
export class Quotas {
  private readonly windows = new Map<string, { second: number; count: number }>();

  constructor(private readonly options: { readonly clock: Clock; readonly enabled: boolean }) {}

  /** @throws ThrottlingException */
  count(operation: string, region: string): void {
    if (!this.options.enabled) return;
    const name = operation.startsWith('List') ? 'List' : operation;
    const limit = PER_SECOND[name];
    if (limit === undefined) return;
    const second = Math.floor(this.options.clock.now() / 1000);
    const key = `${region}/${name}`;
    const before = this.windows.get(key);
    const count = before?.second === second ? before.count + 1 : 1;
    this.windows.set(key, { second, count });
    if (count > limit)
      throw new ServiceError(
        'ThrottlingException',
        `Rate exceeded: more than ${limit} ${operation} requests per second`,
        {
          status: 429,
          retryAfterSeconds: 1,
        },
      );
  }

  /** The same operations, each counted when it is handled. */
  wrap(operations: Readonly<Record<string, Operation>>): Record<string, Operation> {
    const wrapped = Object.entries(operations).map(([name, operation]): [string, Operation] => [
      name,
      {
        permissions: (input, call) => operation.permissions(input, call),
        handle: (input, call) => {
          this.count(name, call.region);
          return operation.handle(input, call);
        },
      },
    ]);
    return Object.fromEntries(wrapped);
  }
}
