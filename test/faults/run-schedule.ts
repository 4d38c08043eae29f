import { CODEARTIFACT_REGIONS, EVENT_SOURCE } from '../../lib/contract';
import type { BusEvent } from '../../lib/local/events/event-bus';
import type { ServiceModels } from '../../lib/local/http/model/service-models';
import { Observer } from './checks/observer';
import { LEASE, Person } from './schedule/person';
import type { Schedule } from './schedule/schedule';
import type { HandlerFunctionsOptions } from './world/handler-functions';
import { seededRandom } from './world/random';
import { makeRelease, PACKAGE, VERSION } from './world/releases';
import { type CountedCall, ScheduledFaults } from './world/scheduled-faults';
import { NAMES, type WorkflowDefinition } from './world/workflow-definition';
import { createWorld, type World } from './world/world';

/** What schedules run on; loaded once for many. */
export interface Lab {
  readonly workflow: WorkflowDefinition;
  readonly models: ServiceModels;
  /** For tests that break the workflow on purpose. */
  readonly handlers?: HandlerFunctionsOptions['handlers'];
}

/** What came of a schedule. */
export interface Outcome {
  readonly violations: readonly string[];
  /** Calls that a fault hit, lost and doubled events, stops, restarts, interference. */
  readonly injected: number;
  readonly calls: readonly CountedCall[];
  /** Ends of executions, in order: `publish FAILED PublishRolledBack`. */
  readonly ends: readonly string[];
  /** What other teams were told, in order: `Package Version Published: NAME VERSION`. */
  readonly announced: readonly string[];
}

const MINUTE = 60_000;
/** More jumps of the clock than any schedule needs: something runs for ever. */
const MOST_STEPS = 100_000;

/** Runs one schedule to its end, lets recovery do its work, and checks P1 to P7 all along. */
export async function runSchedule(lab: Lab, schedule: Schedule): Promise<Outcome> {
  const simulation = new Simulation(lab, schedule);
  try {
    await simulation.run();
  } catch (error) {
    simulation.observer.violations.push(`the simulation failed: ${(error as Error).stack}`);
  } finally {
    await simulation.close();
  }
  const { observer, faults, person, fated } = simulation;
  return {
    violations: observer.violations,
    injected: faults.injected + person.acted + fated,
    calls: faults.calls,
    announced: simulation.announced,
    ends: [...observer.runs.values()].map(({ operation, status, error }) =>
      [operation, status, error ?? []].flat().join(' '),
    ),
  };
}

class Simulation {
  readonly observer: Observer;
  readonly faults: ScheduledFaults;
  readonly person: Person;
  readonly announced: string[] = [];
  /** Events that were lost or doubled. */
  fated = 0;
  private ended = 0;
  private isTroubled = true;
  private world: World | undefined;

  constructor(
    private readonly lab: Lab,
    private readonly schedule: Schedule,
  ) {
    const regions = CODEARTIFACT_REGIONS.slice(0, schedule.before.length);
    const releases = [makeRelease('A', schedule.files), makeRelease('B', schedule.files)] as const;
    const world = () => {
      if (!this.world) throw new Error('expected a world, but none is made yet');
      return this.world;
    };
    this.observer = new Observer(regions, releases, world);
    this.person = new Person({ world, observer: this.observer, releases, schedule });
    this.faults = new ScheduledFaults(schedule.faults, (index) => this.person.onCall(index));
  }

  async run(): Promise<void> {
    const { observer, schedule, faults, person } = this;
    this.world = await createWorld({
      ...this.lab,
      regions: observer.regions,
      releases: person.releases,
      random: seededRandom(schedule.seed),
      queues: schedule.queues ?? [],
      faults,
      onEvent: (event) => this.onEvent(event),
      listener: ({ source, detail, ...event }) => {
        if (source === EVENT_SOURCE)
          this.announced.push(`${event['detail-type']}: ${detail['package']} ${detail['version']}`);
      },
      onMutation: (mutation) => observer.onMutation(mutation),
      onLedger: (execution, values) => observer.onLedger(execution, values),
      onRelease: (region) => observer.onRelease(region),
      log: (line) => {
        // The runtime's own defects must not pass for the workflow's behaviour; what a killed process says is no defect.
        if (!/was killed|is being closed/.test(line) && /answer does not fit|step functions:/.test(line))
          observer.violations.push(`defect of the runtime: ${line}`);
      },
    });
    await person.prepare();
    observer.begin();
    faults.begin();
    await person.start(schedule.first);
    do await this.untilIdle(this.world);
    while (person.goOn());
    faults.clear();
    person.goHome();
    this.isTroubled = false;
    await this.recover(this.world);
    observer.checkEnd(await ledgerItem(this.world));
  }

  async close(): Promise<void> {
    await this.world?.close();
  }

  /** Recovery by events comes first, then the sweeper's, once the lease is over; a person only pays a recorded debt. */
  private async recover(world: World): Promise<void> {
    await this.pass(world, 10 * MINUTE);
    for (let round = 0; round < 2 && (await ledgerItem(world))?.lockOwner; round++) {
      world.clock.jump(LEASE);
      await this.pass(world, 16 * MINUTE);
    }
    if ((await ledgerItem(world))?.releaseState?.S !== 'RollbackIncomplete') return;
    await this.person.startInput({ package: PACKAGE, version: VERSION, operation: 'rollback' });
    await this.untilIdle(world);
  }

  private async pass(world: World, milliseconds: number): Promise<void> {
    const end = world.clock.now() + milliseconds;
    for (;;) {
      await world.clock.settled();
      if (!world.clock.step(end)) break;
    }
    await this.untilIdle(world);
  }

  private async untilIdle(world: World): Promise<void> {
    for (let steps = 0; ; steps++) {
      await world.clock.settled();
      if (this.person.isIdle() && world.functions.isIdle() && !this.isRunning()) return;
      if (steps === MOST_STEPS) throw new Error(`expected an end within ${MOST_STEPS} jumps of the clock`);
      if (!world.clock.step())
        throw new Error(
          `nothing moves any more, but something runs: ${JSON.stringify([...this.observer.runs.values()])}`,
        );
    }
  }

  private isRunning(): boolean {
    return [...this.observer.runs.values()].some(({ status }) => status === 'RUNNING');
  }

  /** How often an event is delivered. */
  private onEvent(event: BusEvent): number {
    if (event.source !== 'aws.states') return 1;
    this.observer.onStatus(event);
    if ((event.detail as any).status === 'RUNNING' || !this.isTroubled) return 1;
    const fate = this.schedule.events[this.ended++] ?? 'delivered';
    if (fate !== 'delivered') this.fated += 1;
    return { delivered: 1, twice: 2, lost: 0 }[fate];
  }
}

/** The ledger's item of the version. */
async function ledgerItem(world: World): Promise<Record<string, any> | undefined> {
  const Key = { package: { S: PACKAGE }, version: { S: VERSION } };
  const { Item } = await world.call('dynamodb', 'GetItem', {
    TableName: NAMES.ledgerTable,
    Key,
    ConsistentRead: true,
  });
  return Item;
}
