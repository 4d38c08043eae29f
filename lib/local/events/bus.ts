import { randomUUID } from 'node:crypto';
import type { Table } from '../storage/store';
import type { Deliveries, DeliveriesOptions, NewDelivery } from './deliveries';
import type { DurableEventBus } from './durable-event-bus';
import type { BusEvent } from './event-bus';
import type { Rule, Rules } from './rules';
import { targetInput } from './target-input';

interface Envelope extends BusEvent {
  readonly version: string;
  readonly id: string;
}

/** Matches events against rules. Until it is started, while rules are still being deployed, events wait on disk. */
export class Bus implements DurableEventBus {
  private readonly waiting: Table<Envelope>;
  private readonly listeners = new Set<(event: BusEvent) => void>();
  private isStarted = false;

  constructor(
    private readonly options: DeliveriesOptions & { readonly rules: Rules; readonly deliveries: Deliveries },
  ) {
    this.waiting = options.store.table('events-waiting-for-rules');
  }

  publish(event: BusEvent): Promise<void> {
    const published = this.put(event).then(() => undefined);
    // Most services do not wait for it, so a failure must be told of here.
    published.catch((error) => this.options.report?.(`event ${event['detail-type']} is lost: ${error}`));
    return published;
  }

  /** Like {@link publish}; gives the event's id. */
  async put(event: BusEvent): Promise<string> {
    const { clock } = this.options;
    const time = event.time ?? isoSeconds(clock.now());
    const envelope: Envelope = { version: '0', id: randomUUID(), ...event, time };
    for (const listener of this.listeners) listener(envelope);
    if (this.isStarted) await this.options.deliveries.accept(this.match(envelope));
    else await this.waiting.put(envelope.id, envelope);
    return envelope.id;
  }

  listen(listener: (event: BusEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  async start(): Promise<void> {
    this.isStarted = true;
    for await (const [id, envelope] of this.waiting.entries()) {
      await this.options.deliveries.accept(this.match(envelope));
      await this.waiting.delete(id);
    }
  }

  /** Invokes the targets of a scheduled rule. */
  async fire(rule: Rule, time: number): Promise<void> {
    const event = {
      version: '0',
      id: randomUUID(),
      'detail-type': 'Scheduled Event',
      source: 'aws.events',
      account: this.options.account,
      time: isoSeconds(time),
      region: rule.region,
      resources: [rule.arn],
      detail: {},
    };
    await this.options.deliveries.accept(deliveriesOf(rule, event));
  }

  private match(event: Envelope): NewDelivery[] {
    return this.options.rules
      .matching(event.region, event)
      .flatMap((rule) => deliveriesOf(rule, event as unknown as Record<string, unknown>));
  }
}

function deliveriesOf(rule: Rule, event: Readonly<Record<string, unknown>>): NewDelivery[] {
  return rule.targets.map((target) => ({
    origin: rule.arn,
    region: rule.region,
    service: 'events.amazonaws.com',
    targetArn: target.Arn,
    roleArn: target.RoleArn,
    input: targetInput(target, { event, rule }),
    retryPolicy: target.RetryPolicy,
  }));
}

/** EventBridge's times have no fraction of a second. */
function isoSeconds(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z');
}
