import { randomUUID } from 'node:crypto';
import type { Clock } from '../clock';
import { ConnectionError } from '../http/connection-error';
import type { LocalIam } from '../iam/create-iam';
import { servicePrincipal } from '../iam/service-principal';
import { type Gateway, type Principal, ServiceError } from '../service';
import { repeatWrite } from '../storage/repeat-write';
import type { Store, Table } from '../storage/store';
import { targetKind } from './target-kind';

/** One invocation of a target that is due. */
export interface Delivery {
  /** Unique, and the same at every attempt. */
  readonly id: string;
  /** ARN of the rule or schedule that asks for it. */
  readonly origin: string;
  readonly region: string;
  /** Service principal that takes the role: `events.amazonaws.com`. */
  readonly service: string;
  readonly targetArn: string;
  readonly roleArn?: string | undefined;
  /** JSON text. */
  readonly input: string;
  /** Milliseconds since the epoch. */
  readonly created: number;
  readonly attempts: number;
  readonly maximumAttempts: number;
  readonly maximumAgeSeconds: number;
  readonly lastError?: string;
}

/** What {@link Deliveries.accept} is given. */
export type NewDelivery = Pick<
  Delivery,
  'origin' | 'region' | 'service' | 'targetArn' | 'roleArn' | 'input'
> & {
  readonly retryPolicy?:
    | { readonly MaximumRetryAttempts?: number; readonly MaximumEventAgeInSeconds?: number }
    | undefined;
};

export interface DeliveriesOptions {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly iam: Pick<LocalIam, 'assumeRole'>;
  readonly clock: Clock;
  readonly account: string;
  /** Told of every delivery that is given up. @default nothing is told; `givenUp()` lists them. */
  readonly report?: (message: string) => void;
}

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 60_000;
/** EventBridge's own defaults: 185 retries over 24 hours. */
const DEFAULT_RETRIES = 185;
const DEFAULT_AGE_SECONDS = 86_400;

/**
 * Invokes targets at least once: a delivery is on disk before it is first tried, and is tried with growing delays until
 * it succeeds, is too old or can never succeed. EventBridge, too, gives up at once when a permission or the target is
 * missing. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html
 */
export class Deliveries {
  private readonly pending: Table<Delivery>;
  private readonly failed: Table<Delivery>;
  private readonly stop = new AbortController();
  private readonly running = new Set<Promise<void>>();

  constructor(private readonly options: DeliveriesOptions) {
    this.pending = options.store.table('events-pending-deliveries');
    this.failed = options.store.table('events-failed-deliveries');
  }

  /** Resolves when the deliveries are on disk; they are made in the background. */
  async accept(requests: readonly NewDelivery[]): Promise<void> {
    if (requests.length === 0) return;
    const deliveries = requests.map(
      ({ retryPolicy, ...request }): Delivery => ({
        ...request,
        id: randomUUID(),
        created: this.options.clock.now(),
        attempts: 0,
        maximumAttempts: (retryPolicy?.MaximumRetryAttempts ?? DEFAULT_RETRIES) + 1,
        maximumAgeSeconds: retryPolicy?.MaximumEventAgeInSeconds ?? DEFAULT_AGE_SECONDS,
      }),
    );
    await this.options.store.batch(
      deliveries.map((delivery) => ({ table: this.pending, key: delivery.id, value: delivery })),
    );
    for (const delivery of deliveries) this.run(delivery);
  }

  /** Takes up what was pending at the last stop. */
  async resume(): Promise<void> {
    for await (const [, delivery] of this.pending.entries()) this.run(delivery);
  }

  /** Deliveries that were given up, newest last. */
  async givenUp(): Promise<Delivery[]> {
    const deliveries: Delivery[] = [];
    for await (const [, delivery] of this.failed.entries()) deliveries.push(delivery);
    return deliveries.sort((a, b) => a.created - b.created);
  }

  /** Origin of a delivery that is being made, for targets that name what started them. */
  async originOf(id: string): Promise<string | undefined> {
    return (await this.pending.get(id))?.origin;
  }

  /** Stops trying; what is pending is resumed at the next start. */
  async close(): Promise<void> {
    this.stop.abort();
    await Promise.allSettled(this.running);
  }

  private run(delivery: Delivery): void {
    const running = this.deliver(delivery)
      .catch((error) => {
        if (!this.stop.signal.aborted) this.options.report?.(`delivery to ${delivery.targetArn}: ${error}`);
      })
      .finally(() => this.running.delete(running));
    this.running.add(running);
  }

  private async deliver(delivery: Delivery): Promise<void> {
    const { clock, store } = this.options;
    for (let attempts = delivery.attempts + 1; ; attempts++) {
      this.stop.signal.throwIfAborted();
      const error = await this.invokeOnce(delivery);
      if (error === undefined) return this.write(delivery, () => this.pending.delete(delivery.id));
      const now: Delivery = { ...delivery, attempts, lastError: `${error.name}: ${error.message}` };
      const isOld = clock.now() - delivery.created >= delivery.maximumAgeSeconds * 1000;
      if (isPermanent(error) || isOld || attempts >= delivery.maximumAttempts) {
        this.options.report?.(`${delivery.origin} could not invoke ${delivery.targetArn}: ${now.lastError}`);
        return this.write(delivery, () =>
          store.batch([
            { table: this.pending, key: delivery.id },
            { table: this.failed, key: delivery.id, value: now },
          ]),
        );
      }
      await this.write(delivery, () => this.pending.put(delivery.id, now));
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * 2 ** Math.min(attempts - 1, 16));
      await clock.sleep(delay, this.stop.signal);
    }
  }

  /** What an attempt came to is no reason for another one: writing it is repeated, and not the attempt. */
  private async write({ targetArn }: Delivery, write: () => Promise<void>): Promise<void> {
    const { clock, report } = this.options;
    await repeatWrite(write, { clock, signal: this.stop.signal, what: `delivery to ${targetArn}`, report });
  }

  /** What went wrong, if anything did. */
  private async invokeOnce(delivery: Delivery): Promise<Error | undefined> {
    try {
      await this.invoke(delivery);
      return undefined;
    } catch (error) {
      // Executions are named after the delivery: an earlier attempt got through, and its answer was lost.
      const isMade = error instanceof ServiceError && error.code === 'ExecutionAlreadyExists';
      return isMade ? undefined : (error as Error);
    }
  }

  private async invoke(delivery: Delivery): Promise<void> {
    const kind = targetKind(delivery.targetArn);
    const { id, targetArn: arn, input: json } = delivery;
    await this.options.gateway.invoke({
      service: kind.service,
      operation: kind.operation,
      region: arn.split(':')[3] as string,
      principal: this.principal(delivery),
      input: kind.input({ arn, json, id }),
      signal: this.stop.signal,
      purpose: delivery.origin.split('/').at(-1) as string,
    });
  }

  private principal({ id, roleArn, service, origin }: Delivery): Principal {
    if (roleArn === undefined)
      return servicePrincipal({ service, account: this.options.account, sourceArn: origin });
    const sessionName = id.replaceAll('-', '');
    return this.options.iam.assumeRole({ roleArn, sessionName, service, sourceArn: origin }).principal;
  }
}

/** Whether trying again is pointless: the caller's fault, unless it is asked to slow down. */
function isPermanent(error: unknown): boolean {
  if (!(error instanceof ServiceError) || error instanceof ConnectionError) return false;
  if (/Throttl|TooManyRequests|LimitExceeded|Unavailable|Internal|Timeout|Conflict/.test(error.code))
    return false;
  return error.details.status === undefined || error.details.status < 500;
}
