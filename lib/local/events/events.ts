import type { ResourceProvider } from '../assembly/resource-provider';
import type { Service } from '../service';
import { Bus } from './bus';
import { Deliveries, type DeliveriesOptions } from './deliveries';
import type { DurableEventBus } from './durable-event-bus';
import type { EventSource } from './event-bus';
import { describeRule } from './operations/describe-rule';
import { listRules } from './operations/list-rules';
import { listTargetsByRule } from './operations/list-targets-by-rule';
import { putEvents } from './operations/put-events';
import { RuleProvider } from './rule-provider';
import { Rules } from './rules';
import { Scheduler } from './scheduler';

/** What EventBridge needs. */
export type EventsOptions = DeliveriesOptions;

/** EventBridge: the default event bus of every region, its rules and schedules. */
export function createEvents(options: EventsOptions) {
  const rules = new Rules(options.account);
  const deliveries = new Deliveries(options);
  const scheduler = new Scheduler(options);
  const bus = new Bus({ ...options, rules, deliveries });
  const context = { rules, bus };
  const service: Service = {
    model: 'events',
    operations: {
      PutEvents: putEvents(context),
      ListRules: listRules(context),
      DescribeRule: describeRule(context),
      ListTargetsByRule: listTargetsByRule(context),
    },
  };
  const providers: ResourceProvider[] = [new RuleProvider(rules)];
  return {
    service,
    providers,
    bus: bus as DurableEventBus & EventSource,
    deliveries,
    /** Call it once everything is deployed: matches events that were published before, resumes deliveries. */
    async start(): Promise<void> {
      await deliveries.resume();
      await bus.start();
      for (const rule of rules.all())
        if (rule.schedule !== undefined && rule.isEnabled)
          scheduler.start({
            key: rule.arn,
            expression: rule.schedule,
            run: (time) => bus.fire(rule, time),
          });
    },
    async close(): Promise<void> {
      await scheduler.close();
      await deliveries.close();
    },
  };
}

/** What {@link createEvents} gives. */
export type Events = ReturnType<typeof createEvents>;
