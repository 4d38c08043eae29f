import { GetExecutionHistoryCommand, type HistoryEvent } from '@aws-sdk/client-sfn';
import type { ReleaseWorld } from '../world/release-world';
import { REGIONS } from '../world/synthesize-app';
import type { Request, Traffic } from '../world/traffic';

/** What one release took, counted and not timed. */
export interface ReleaseRecord {
  readonly regions: number;
  /** States entered, each retry of a task included: what AWS bills as state transitions. */
  readonly transitions: number;
  /** Events of the execution's history; AWS ends an execution at 25,000. */
  readonly events: number;
  /** Number of requests by `service:Operation`; `pypi:POST` is an upload. */
  readonly requests: Readonly<Record<string, number>>;
  /** Longest input or output of a state in bytes; AWS ends an execution at 262,144. */
  readonly largestPayload: number;
  /** Duration of each Lambda invocation in milliseconds, by function. */
  readonly invocations: readonly { readonly name: string; readonly milliseconds: number }[];
  /** Duration of each publish job in milliseconds, from StartBuild to its end. */
  readonly jobs: readonly number[];
}

/**
 * Requests that only this machine makes: who watches the run, the polls that stand for CodeBuild's events, and the log
 * streams that CodeBuild's agent opens, which AWS does not bill.
 */
const LOCAL = ['codebuild:BatchGetBuilds', 'logs:CreateLogStream'];

/** Publishes a version of its own to a number of regions and counts. */
export async function recordRelease(
  world: ReleaseWorld,
  traffic: Traffic,
  regions: number,
): Promise<ReleaseRecord> {
  const made = await world.prepare(`1.${regions}.${traffic.requests.length}`);
  traffic.clear();
  const { executionArn } = await world.publish(made, REGIONS.slice(0, regions));
  const requests = count(traffic.requests);
  const history = await historyOf(world, executionArn as string);
  return {
    regions,
    transitions: history.filter(({ type }) => type?.endsWith('StateEntered')).length + retries(history),
    events: history.length,
    requests,
    largestPayload: Math.max(...history.map(payloadOf)),
    invocations: spans(history, 'Lambda').map(([scheduled, milliseconds]) => ({
      name: JSON.parse(scheduled.taskScheduledEventDetails?.parameters ?? '{}')
        .FunctionName.split(':')
        .at(-1),
      milliseconds,
    })),
    jobs: spans(history, 'codebuild').map(([, milliseconds]) => milliseconds),
  };
}

function count(requests: readonly Request[]): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const { name, principal } of requests)
    if (principal !== 'operator' && !LOCAL.includes(name)) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
}

async function historyOf(world: ReleaseWorld, executionArn: string): Promise<HistoryEvent[]> {
  const events: HistoryEvent[] = [];
  let nextToken: string | undefined;
  do {
    const page = await world.clients.stepFunctions.send(
      new GetExecutionHistoryCommand({ executionArn, maxResults: 1000, nextToken }),
    );
    events.push(...(page.events ?? []));
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return events;
}

/** A retried task is scheduled again without its state being entered again. */
function retries(history: readonly HistoryEvent[]): number {
  const tasks = history.filter(({ type }) => type === 'TaskScheduled').length;
  const entered = history.filter(({ type }) => type === 'TaskStateEntered').length;
  return tasks - entered;
}

function payloadOf(event: HistoryEvent): number {
  const texts = [event.stateEnteredEventDetails?.input, event.stateExitedEventDetails?.output];
  return Math.max(...texts.map((text) => Buffer.byteLength(text ?? '')));
}

/** Tasks of an integration with the time from their scheduling to their end. */
function spans(history: readonly HistoryEvent[], integration: string): [HistoryEvent, number][] {
  const byId = new Map(history.map((event) => [event.id, event]));
  return history
    .filter(({ type }) => type === 'TaskSucceeded')
    .flatMap((end): [HistoryEvent, number][] => {
      let event: HistoryEvent | undefined = end;
      while (event !== undefined && event.type !== 'TaskScheduled') event = byId.get(event.previousEventId);
      const type = event?.taskScheduledEventDetails?.resourceType ?? '';
      if (event === undefined || type.toLowerCase() !== integration.toLowerCase()) return [];
      return [[event, Number(end.timestamp) - Number(event.timestamp)]];
    });
}
