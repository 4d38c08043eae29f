import type { Clock } from '../../../lib/local/clock';
import type { BusEvent } from '../../../lib/local/events/event-bus';
import { createEvents } from '../../../lib/local/events/events';
import type { ServiceModels } from '../../../lib/local/http/model/service-models';
import type { LocalIam } from '../../../lib/local/iam/create-iam';
import type { Gateway, Service } from '../../../lib/local/service';
import { createStepFunctions } from '../../../lib/local/step-functions/create-step-functions';
import type { Store } from '../../../lib/local/storage/store';
import { ACCOUNT } from './permissive-iam';
import { HOME } from './workflow-definition';

export interface EngineOptions {
  readonly store: Store;
  readonly gateway: Gateway;
  readonly iam: LocalIam;
  readonly clock: Clock;
  readonly random: () => number;
  readonly models: ServiceModels;
  /** Definitions by the names of the state machines. */
  readonly machines: Readonly<Record<string, string>>;
  readonly rules: readonly object[];
  /** Sees every event before its rules do, and says how often it is delivered. */
  readonly onEvent: (event: BusEvent) => number;
  /** Hears every event of the bus, as another team with a rule of its own would. */
  readonly listener: (event: BusEvent) => void;
  readonly log: (line: string) => void;
}

/** Step Functions and EventBridge of one process. They are what holds state in memory, so they die with it. */
export function createEngine(options: EngineOptions) {
  const { store, gateway, iam, clock, random, models, log } = options;
  const events = createEvents({ store, gateway, iam, clock, account: ACCOUNT, report: log });
  events.bus.listen(options.listener);
  const bus = {
    listen: events.bus.listen.bind(events.bus),
    async publish(event: BusEvent) {
      for (let copies = options.onEvent(event); copies > 0; copies--) await events.bus.publish(event);
    },
  };
  const machine = createStepFunctions({
    store,
    gateway,
    iam,
    bus,
    clock,
    random,
    models,
    log,
    account: ACCOUNT,
  });
  const services: readonly Service[] = [machine.service, events.service];
  async function deploy(type: string, properties: object) {
    const provider = [...machine.providers, ...events.providers].find((each) => each.type === type);
    await provider?.deploy({
      stack: 'lab',
      logicalId: type,
      type,
      region: HOME,
      account: ACCOUNT,
      properties,
    });
  }
  return {
    services,
    async start() {
      const RoleArn = `arn:aws:iam::${ACCOUNT}:role/workflow`;
      for (const [StateMachineName, DefinitionString] of Object.entries(options.machines))
        await deploy('AWS::StepFunctions::StateMachine', { StateMachineName, RoleArn, DefinitionString });
      for (const rule of options.rules) await deploy('AWS::Events::Rule', rule);
      await machine.load();
      await machine.start();
      await events.start();
    },
    async close() {
      await Promise.allSettled([machine.close(), events.close()]);
    },
  };
}
