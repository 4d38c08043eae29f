import type { Clock } from '../../clock';
import { type Operation, ServiceError } from '../../service';
import { EventPage } from '../event-page';
import type { LogEvents, LogLocation, PlacedEvent } from '../log-events';
import type { LogGroups } from '../log-groups';
import { groupOf, streamPermission } from '../log-names';
import type { LogStreams } from '../log-streams';
import { readWindow } from '../read-window';
import { requireStream } from '../require';

/**
 * Pages through one stream in either direction. A token is a place in the stream: forward means "after it", backward
 * "before it"; at either end the token that was passed in comes back, by which callers see the end (service model).
 */
export function getLogEvents(deps: {
  readonly groups: LogGroups;
  readonly streams: LogStreams;
  readonly events: LogEvents;
  readonly clock: Clock;
}): Operation {
  return {
    permissions: (input, call) => [
      streamPermission('GetLogEvents', call, { group: groupOf(input), stream: input.logStreamName }),
    ],
    async handle(input, call) {
      const location: LogLocation = {
        region: call.region,
        group: groupOf(input),
        stream: input.logStreamName,
      };
      await requireStream(deps.groups, deps.streams, location);
      const window = readWindow(input, { ...deps, region: call.region, name: location.group });
      const token = parseToken(input.nextToken);
      const forward = token === undefined ? (input.startFromHead ?? false) : token.direction === 'f';
      const page = new EventPage(input.limit);
      const found = deps.events.read(location, {
        after: forward && token !== undefined ? latest(token.place, window.after) : window.after,
        before: !forward && token !== undefined ? earliest(token.place, window.before) : window.before,
        reverse: !forward,
      });
      for await (const event of found) if (!page.add(event)) break;
      const events = forward ? page.events : page.events.toReversed();
      return {
        events: events.map(({ time, message, ingestionTime }) => ({
          timestamp: time,
          message,
          ingestionTime,
        })),
        ...tokens(events, token?.place ?? (forward ? window.after : (window.before ?? window.after))),
      };
    },
  };
}

function tokens(page: readonly PlacedEvent[], here: string) {
  return {
    nextForwardToken: `f/${page.at(-1)?.place ?? here}/s`,
    nextBackwardToken: `b/${page[0]?.place ?? here}/s`,
  };
}

function parseToken(token: string | undefined): { direction: string; place: string } | undefined {
  if (token === undefined) return undefined;
  const match = /^([fb])\/(\d{56})\/s$/.exec(token);
  if (match === null)
    throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
  return { direction: match[1] as string, place: match[2] as string };
}

function latest(a: string, b: string): string {
  return a > b ? a : b;
}

function earliest(a: string, b: string | undefined): string {
  return b !== undefined && b < a ? b : a;
}
