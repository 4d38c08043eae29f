import type { HistoryEvent } from '@aws-sdk/client-sfn';

/** Where in the state machine an event happened. */
export interface EventPlace {
  /** The Map state around it, and the event that entered that state: a Map may be entered more than once. */
  readonly map?: string;
  readonly mapEvent?: number;
  /** Index of the Map's iteration. */
  readonly index?: number;
}

const OUTSIDE: EventPlace = {};

/**
 * Tells for each event in which Map iteration it happened. The history says so only by its chain of previous events:
 * iterations run side by side, and their events are interleaved.
 */
export function placeEvents(events: readonly HistoryEvent[]): Map<number, EventPlace> {
  const places = new Map<number, EventPlace>();
  for (const event of events) {
    const before = places.get(event.previousEventId ?? 0) ?? OUTSIDE;
    places.set(event.id as number, placeOf(event, before));
  }
  return places;
}

function placeOf(event: HistoryEvent, before: EventPlace): EventPlace {
  switch (event.type) {
    case 'MapStateEntered':
      return { map: event.stateEnteredEventDetails?.name, mapEvent: event.id };
    case 'MapIterationStarted':
      return { ...before, index: event.mapIterationStartedEventDetails?.index };
    case 'MapStateSucceeded':
    case 'MapStateFailed':
    case 'MapStateAborted':
      return { map: before.map, mapEvent: before.mapEvent };
    case 'MapStateExited':
    case 'ExecutionFailed':
    case 'ExecutionAborted':
    case 'ExecutionTimedOut':
      return OUTSIDE;
    default:
      return before;
  }
}
