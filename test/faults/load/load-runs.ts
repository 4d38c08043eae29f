import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  paginateGetExecutionHistory,
  paginateListExecutions,
} from '@aws-sdk/client-sfn';
import { outcomeOf } from '../table/check-end';
import { stateMachineArn, type TableWorld } from '../table/table-world';

/** An execution that has ended. */
export interface EndedRun {
  readonly arn: string;
  readonly package: string;
  readonly version: string;
  readonly outcome: string;
  readonly cause: string;
  /** From its start to its end, in milliseconds. */
  readonly duration: number;
}

/** Looking at one list costs the runtime less than asking for every execution. */
const LOOK_MS = 500;

/** The executions of a load. */
export class LoadRuns {
  private running: Promise<ReadonlySet<string>> | undefined;

  constructor(private readonly world: TableWorld) {}

  /** Starts a run and waits for its end. */
  async run(input: unknown): Promise<EndedRun> {
    const arn = await this.world.start(input);
    do await delay(LOOK_MS);
    while ((await this.look()).has(arn));
    return await this.describe(arn);
  }

  /** Every execution that there was, whoever started it. */
  async all(): Promise<EndedRun[]> {
    const runs: EndedRun[] = [];
    for (const arn of await this.list()) runs.push(await this.describe(arn));
    return runs;
  }

  /** When the promotion of a run began, and when it and what had to be taken back were done. */
  async promotion(arn: string): Promise<{ from: number; to: number } | undefined> {
    let from: number | undefined;
    let to: number | undefined;
    const client = this.world.clients.stepFunctions;
    for await (const page of paginateGetExecutionHistory({ client, pageSize: 1000 }, { executionArn: arn }))
      for (const {
        stateEnteredEventDetails: entered,
        stateExitedEventDetails: exited,
        timestamp,
      } of page.events ?? []) {
        if (entered?.name === 'PromoteRegions') from = timestamp?.getTime();
        if (exited?.name === 'PromoteRegions' || exited?.name === 'RetractRegions') to = timestamp?.getTime();
      }
    return from === undefined || to === undefined ? undefined : { from, to };
  }

  /** One look for all who wait at the time. */
  private look(): Promise<ReadonlySet<string>> {
    this.running ??= this.list('RUNNING').finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async list(statusFilter?: 'RUNNING'): Promise<ReadonlySet<string>> {
    const arns = new Set<string>();
    const client = this.world.clients.stepFunctions;
    const query = { stateMachineArn: stateMachineArn(this.world.regions[0] ?? ''), statusFilter };
    for await (const page of paginateListExecutions({ client, pageSize: 1000 }, query))
      for (const { executionArn } of page.executions ?? []) arns.add(executionArn ?? '');
    return arns;
  }

  private async describe(executionArn: string): Promise<EndedRun> {
    const found = await this.world.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    return endedRun(executionArn, found);
  }
}

function endedRun(arn: string, found: DescribeExecutionOutput): EndedRun {
  const { package: name, version } = JSON.parse(found.input ?? '{}');
  const { startDate, stopDate } = found;
  return {
    arn,
    package: name,
    version,
    outcome: outcomeOf(found),
    cause: found.cause ?? '',
    duration: (stopDate?.getTime() ?? Number.NaN) - (startDate?.getTime() ?? 0),
  };
}
