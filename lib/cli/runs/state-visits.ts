import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { type EventPlace, placeEvents } from './event-places';
import { parseJson } from './parse-json';

/** How far a state has come. Between two attempts it is still running: only its end tells whether it failed. */
export type VisitStatus = 'running' | 'succeeded' | 'failed' | 'aborted';

/** An attempt of a task that failed. */
export interface FailedAttempt {
  readonly at: Date;
  readonly error: string;
  readonly cause: string;
}

/** One visit of a state: once per Map iteration, and again when the workflow comes back to it. */
export interface StateVisit extends EventPlace {
  readonly id: number;
  readonly state: string;
  readonly type: string;
  readonly region?: string;
  readonly entered: Date;
  exited?: Date;
  status: VisitStatus;
  /** How often its task was started. */
  attempts: number;
  readonly failures: FailedAttempt[];
  /** CodeBuild builds it started. */
  readonly builds: { readonly id: string; readonly at: Date }[];
  output?: any;
}

/** Collects what the history tells about each visited state, in the order of entry. */
export function stateVisits(events: readonly HistoryEvent[]): StateVisit[] {
  const places = placeEvents(events);
  const visits: StateVisit[] = [];
  const open = new Map<string, StateVisit>();
  const regions = new Map<string, string>();
  for (const event of events) {
    const place = places.get(event.id as number) ?? {};
    const where = `${place.mapEvent ?? ''}/${place.index ?? ''}`;
    if (event.stateEnteredEventDetails && event.type !== 'MapStateEntered') {
      const input = parseJson(event.stateEnteredEventDetails.input);
      if (place.index !== undefined && !regions.has(where) && typeof input?.region === 'string') {
        regions.set(where, input.region);
      }
      const visit = visitOf(event, { place, region: regions.get(where) });
      visits.push(visit);
      open.set(where, visit);
    } else if (event.type === 'MapStateEntered') {
      // Its own events carry its place, those of its iterations an index besides.
      const visit = visitOf(event, { place, region: undefined });
      visits.push(visit);
      open.set(where, visit);
    } else {
      const visit = open.get(where) ?? open.get('/');
      if (visit !== undefined) record(event, visit);
      if (event.stateExitedEventDetails !== undefined && event.type !== 'MapStateExited') open.delete(where);
    }
    if (event.type === 'MapStateExited') closeMap(event, visits);
    if (/^Execution(Failed|Succeeded|Aborted|TimedOut)$/.test(event.type ?? '')) end(event, visits);
  }
  return visits;
}

function visitOf(event: HistoryEvent, { place, region }: { place: EventPlace; region?: string }): StateVisit {
  return {
    ...place,
    id: event.id as number,
    state: event.stateEnteredEventDetails?.name ?? '',
    type: (event.type ?? '').replace('StateEntered', ''),
    region,
    entered: event.timestamp as Date,
    status: 'running',
    attempts: 0,
    failures: [],
    builds: [],
  };
}

function closeMap(event: HistoryEvent, visits: readonly StateVisit[]): void {
  const name = event.stateExitedEventDetails?.name;
  const map = visits.findLast((visit) => visit.type === 'Map' && visit.state === name);
  if (map !== undefined) close(event, map);
}

/** A Fail state has no exit of its own, and an aborted execution leaves states open. */
function end(event: HistoryEvent, visits: readonly StateVisit[]): void {
  for (const visit of visits) {
    if (visit.exited !== undefined) continue;
    visit.exited = event.timestamp;
    visit.status = visit.type === 'Succeed' ? 'succeeded' : visit.type === 'Fail' ? 'failed' : 'aborted';
  }
}

function close(event: HistoryEvent, visit: StateVisit): void {
  visit.exited = event.timestamp;
  visit.output = parseJson(event.stateExitedEventDetails?.output);
  const everyAttemptFailed = visit.attempts > 0 && visit.failures.length === visit.attempts;
  visit.status = everyAttemptFailed ? 'failed' : 'succeeded';
}

function record(event: HistoryEvent, visit: StateVisit): void {
  const failure =
    event.taskFailedEventDetails ??
    event.taskTimedOutEventDetails ??
    event.taskSubmitFailedEventDetails ??
    event.taskStartFailedEventDetails;
  if (event.stateExitedEventDetails !== undefined) {
    close(event, visit);
  } else if (event.taskScheduledEventDetails !== undefined) {
    visit.attempts += 1;
  } else if (event.taskSubmittedEventDetails !== undefined) {
    const build = parseJson(event.taskSubmittedEventDetails.output)?.Build?.Id;
    if (typeof build === 'string') visit.builds.push({ id: build, at: event.timestamp as Date });
  } else if (failure !== undefined) {
    visit.failures.push({
      at: event.timestamp as Date,
      error: failure.error ?? 'unknown error',
      cause: failure.cause ?? '',
    });
  } else if (event.type === 'MapIterationFailed') {
    // What nothing caught ends the iteration, and its state has no exit of its own.
    visit.status = 'failed';
  }
}
