import {
  DescribeExecutionCommand,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
} from '@aws-sdk/client-sfn';
import { stateMachineArn, type TableWorld } from './table-world';

/** Executions begun since the run of a cell: its recoveries, and those of the cells beside it. */
const LATEST = 100;
const TAKES = ['TakeLock', 'TakeOverLock'];
const GIVES = ['RecordPublished', 'RecordRetraction', 'ReleaseLock'];

/** When an execution held the lock of its version. */
interface Held {
  readonly execution: string;
  readonly from: number;
  readonly to: number;
}

/** P6: no two executions held the lock of a version at once, as their histories tell. */
export async function checkOneAtATime(world: TableWorld, version: string): Promise<string[]> {
  const executions = await world.until('the executions', () => executionsAbout(world, version));
  if (executions.length < 2) return [];
  const held = (
    await Promise.all(executions.map((arn) => world.until(arn, () => lockOf(world, arn))))
  ).flat();
  held.sort((a, b) => a.from - b.from);
  return held.flatMap((one, index) => {
    const before = held[index - 1];
    return before !== undefined && one.from < before.to
      ? [`P6: ${one.execution} took the lock while ${before.execution} held it`]
      : [];
  });
}

/** Executions about a version, the latest first. */
export async function executionsAbout({ clients, regions }: TableWorld, version: string): Promise<string[]> {
  const list = new ListExecutionsCommand({
    stateMachineArn: stateMachineArn(regions[0] as string),
    maxResults: LATEST,
  });
  const { executions = [] } = await clients.stepFunctions.send(list);
  const own = executions.findIndex(({ name }) => name === `run-${version}`);
  const since = own === -1 ? executions : executions.slice(0, own + 1);
  const arns: string[] = [];
  for (const { executionArn } of since) {
    const { input } = await clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (executionArn !== undefined && input?.includes(`"${version}"`)) arns.push(executionArn);
  }
  return arns;
}

async function lockOf({ clients }: TableWorld, executionArn: string): Promise<Held[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const command = new GetExecutionHistoryCommand({ executionArn, nextToken });
    const page = await clients.stepFunctions.send(command);
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  const leaving = (states: string[]) =>
    events.find(({ stateExitedEventDetails: exited, type }) =>
      type?.endsWith('StateExited') ? states.includes(exited?.name ?? '') : false,
    );
  const taken = taking(events);
  if (taken === undefined) return [];
  const ends = leaving(GIVES) ?? events.find(({ type }) => /^Execution(?!Started)/.test(type ?? ''));
  return [
    { execution: executionArn, from: taken, to: ends?.timestamp?.getTime() ?? Number.POSITIVE_INFINITY },
  ];
}

/** When the task that takes the lock succeeded; a state that was left by its catcher did not take it. */
function taking(events: readonly HistoryEvent[]): number | undefined {
  const entered = events.find(({ stateEnteredEventDetails: state }) => TAKES.includes(state?.name ?? ''));
  if (entered === undefined) return undefined;
  const after = events.slice(events.indexOf(entered));
  const left = after.findIndex(({ type }) => type === 'TaskStateExited');
  const success = after.slice(0, left === -1 ? undefined : left).find(({ type }) => type === 'TaskSucceeded');
  return success?.timestamp?.getTime();
}
