import type { Clock } from '../../../lib/local/clock';
import type { BusEvent } from '../../../lib/local/events/event-bus';
import { StateFailure } from '../../../lib/local/step-functions/engine/failure';
import { Executions } from '../../../lib/local/step-functions/executions';
import { readHistory } from '../../../lib/local/step-functions/history';
import { StateMachines } from '../../../lib/local/step-functions/state-machines';
import type { TaskPort, TaskRequest } from '../../../lib/local/step-functions/tasks/task-port';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { ManualClock } from '../manual-clock';

/** 2026-01-02T03:04:05Z. */
export const START = Date.UTC(2026, 0, 2, 3, 4, 5);

/** Jobs and functions as a test scripts them; what the engine asks for is kept. */
export class ScriptedTasks implements TaskPort {
  readonly started: TaskRequest[] = [];
  readonly submitted: TaskRequest[] = [];
  readonly completing: unknown[] = [];
  readonly stopped: unknown[] = [];

  constructor(private readonly script: (request: TaskRequest) => unknown = () => ({})) {}

  async run(request: TaskRequest) {
    this.started.push(request);
    return this.script(request);
  }

  async submit(request: TaskRequest) {
    this.submitted.push(request);
    return { Build: { Id: `build:${request.token}` } };
  }

  async complete(request: TaskRequest, submitted: unknown) {
    this.completing.push(submitted);
    return this.script(request);
  }

  async stop(_request: TaskRequest, submitted: unknown) {
    this.stopped.push(submitted);
  }

  lost() {
    return new StateFailure('Lambda.SdkClientException', 'lost');
  }
}

export interface BenchOptions {
  readonly tasks?: TaskPort;
  readonly store?: Store;
  readonly clock?: Clock;
  readonly random?: () => number;
}

export async function workbench(options: BenchOptions = {}) {
  const store = options.store ?? (await openStore());
  const clock = options.clock ?? new ManualClock(START);
  const tasks = options.tasks ?? new ScriptedTasks();
  const events: BusEvent[] = [];
  const errors: unknown[] = [];
  const executions = new Executions({
    store,
    clock,
    tasks,
    random: options.random,
    bus: { publish: (event) => void events.push(event) },
    onError: (error) => errors.push(error),
  });
  const machines = new StateMachines(store, () => clock.now());
  const machine = (definition: object) =>
    machines.deploy({
      name: 'machine',
      definition: JSON.stringify({ QueryLanguage: 'JSONata', ...definition }),
      roleArn: 'arn:aws:iam::000000000000:role/machine',
      region: 'us-east-1',
      account: '000000000000',
    });
  const history = async (arn: string): Promise<any[]> => {
    await executions.get(arn);
    const found: any[] = [];
    for await (const event of readHistory(executions.tables, arn)) found.push(event);
    return found;
  };
  return {
    store,
    clock: clock as ManualClock,
    tasks,
    executions,
    machine,
    events,
    errors,
    history,
    start: (definition: object, input: unknown = {}, name = 'run') =>
      executions.start(machine(definition), name, JSON.stringify(input)),
    async run(definition: object, input: unknown = {}, name = 'run') {
      const { arn } = await executions.start(machine(definition), name, JSON.stringify(input));
      const record = await executions.ended(arn);
      return { ...record, history: await history(arn), output: record.output && JSON.parse(record.output) };
    },
  };
}

/** Lets everything go on that does not wait for time or for a task. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** `id<-previous Type` of each event. */
export function outline(history: readonly any[]): string[] {
  return history.map(({ id, previousEventId, type }) => `${id}<-${previousEventId} ${type}`);
}

/** A task that is never done unless it is aborted. */
export function endless(request: TaskRequest): Promise<never> {
  return new Promise((_, reject) =>
    request.signal.addEventListener('abort', () => reject(request.signal.reason)),
  );
}
