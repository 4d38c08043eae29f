import {
  DescribeExecutionCommand,
  DescribeStateMachineForExecutionCommand,
  type HistoryEvent,
} from '@aws-sdk/client-sfn';
import type { RunDetail, RunEvent } from '../../console/api/run';
import { placeEvents } from '../runs/event-places';
import { parseJson } from '../runs/parse-json';
import { readHistory } from '../runs/read-history';
import { regionVisits, runReport } from '../runs/run-report';
import { runSummary } from '../runs/run-summary';
import { stateVisits } from '../runs/state-visits';
import type { Target } from '../target';

/** Definitions that are kept; each is some 60 KB. */
const KEPT = 50;

/** Reads everything about a run: the execution, its history, and the state machine as the run was started with it. */
export function createRunDetail(target: Target): (executionArn: string) => Promise<RunDetail> {
  const { stepFunctions } = target.clients;
  const definitionOf = createDefinitions(target);
  return async (executionArn) => {
    const [execution, definition, events] = await Promise.all([
      stepFunctions.send(new DescribeExecutionCommand({ executionArn })),
      definitionOf(executionArn),
      readHistory(target, executionArn),
    ]);
    return JSON.parse(
      JSON.stringify({
        ...runReport(execution, events),
        ...runSummary(execution),
        // Those of every Map, so that a definition with other steps is shown as it is.
        steps: regionVisits(stateVisits(events)),
        events: describeEvents(events),
        definition,
      }),
    ) as RunDetail;
  };
}

/**
 * An execution keeps its definition for ever. It is asked for once: DescribeStateMachineForExecution is answered once a
 * second in the long run (developer guide, "Quotas related to API action throttling"), and pages ask more often.
 */
function createDefinitions({ clients }: Target): (executionArn: string) => Promise<string> {
  const definitions = new Map<string, Promise<string>>();
  const ask = async (executionArn: string) => {
    const command = new DescribeStateMachineForExecutionCommand({ executionArn });
    return (await clients.stepFunctions.send(command)).definition ?? '{}';
  };
  return (executionArn) => {
    const known = definitions.get(executionArn);
    if (known !== undefined) return known;
    const asked = ask(executionArn);
    asked.catch(() => definitions.delete(executionArn));
    definitions.set(executionArn, asked);
    const [oldest] = definitions.keys();
    if (definitions.size > KEPT && oldest !== undefined) definitions.delete(oldest);
    return asked;
  };
}

/** The state and region of an event are those of the visit that was last entered at its place. */
function describeEvents(events: readonly HistoryEvent[]): RunEvent[] {
  const places = placeEvents(events);
  const all = stateVisits(events);
  const visits = new Map(all.map((visit) => [visit.id, visit]));
  // An iteration begins before it has entered a state.
  const regions = new Map(all.map(({ mapEvent, index, region }) => [`${mapEvent}/${index}`, region]));
  const current = new Map<string, { state: string; region?: string }>();
  return events.map((event) => {
    const place = places.get(event.id as number) ?? {};
    const where = `${place.mapEvent ?? ''}/${place.index ?? ''}`;
    const visit = visits.get(event.id as number);
    if (visit !== undefined) current.set(where, visit);
    const around = place.map === undefined ? current.get('/') : { state: place.map };
    const at: { state: string; region?: string } | undefined = current.get(where) ?? around;
    return {
      id: event.id as number,
      type: event.type ?? '',
      at: (event.timestamp as Date).toISOString(),
      state: /^Execution/.test(event.type ?? '') ? undefined : at?.state,
      region: at?.region ?? regions.get(where),
      details: detailsOf(event),
    };
  });
}

/** Each type of event has a member of its own for its details; texts in them that are JSON are shown as such. */
function detailsOf(event: HistoryEvent): Record<string, unknown> | undefined {
  const entry = Object.entries(event).find(([name, value]) => name.endsWith('EventDetails') && value);
  if (entry === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(entry[1] as Record<string, unknown>).flatMap(([name, value]) => {
      if (/Details$/.test(name) || value === undefined) return [];
      return [[name, typeof value === 'string' ? (parseJson(value) ?? value) : value]];
    }),
  );
}
