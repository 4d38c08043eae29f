import type { Clock } from '../../clock';
import { type Operation, ServiceError } from '../../service';
import { filterPattern } from '../filter-pattern';
import type { LogEvents, PlacedEvent } from '../log-events';
import type { LogGroups } from '../log-groups';
import { groupOf, groupPermission } from '../log-names';
import type { LogStreams } from '../log-streams';
import { fitPage, readWindow } from '../read-window';
import { requireGroup } from '../require';

/** Searches the streams of a group; events come in the order of their time. `aws logs tail` uses it. */
export function filterLogEvents(deps: {
  readonly groups: LogGroups;
  readonly streams: LogStreams;
  readonly events: LogEvents;
  readonly clock: Clock;
}): Operation {
  return {
    permissions: (input, call) => [groupPermission('FilterLogEvents', call, groupOf(input))],
    async handle(input, call) {
      const group = groupOf(input);
      await requireGroup(deps.groups, call.region, group);
      const matches = filterPattern(input.filterPattern ?? '');
      const window = readWindow(input, { ...deps, region: call.region, name: group });
      if (input.nextToken !== undefined) window.after = placeIn(input.nextToken);
      const found: PlacedEvent[] = [];
      for (const stream of await streamNames(input, { streams: deps.streams, region: call.region, group })) {
        const events = await deps.events.read({ region: call.region, group, stream }, window);
        for (const event of events) if (matches(event.message)) found.push(event);
      }
      found.sort((a, b) => (a.place < b.place ? -1 : 1));
      const page = fitPage(found, input.limit);
      const more = page.length < found.length;
      return {
        events: page.map(asOutput),
        searchedLogStreams: [],
        ...(more ? { nextToken: Buffer.from(page.at(-1)?.place ?? '').toString('base64') } : {}),
      };
    },
  };
}

function asOutput(event: PlacedEvent) {
  return {
    logStreamName: event.stream,
    timestamp: event.time,
    message: event.message,
    ingestionTime: event.ingestionTime,
    eventId: event.place,
  };
}

async function streamNames(
  input: { logStreamNames?: string[]; logStreamNamePrefix?: string },
  where: { streams: LogStreams; region: string; group: string },
): Promise<string[]> {
  if (input.logStreamNames !== undefined && input.logStreamNamePrefix !== undefined)
    throw new ServiceError(
      'InvalidParameterException',
      'logStreamNamePrefix and logStreamNames are mutually exclusive parameters.',
    );
  const all = await where.streams.list(where.region, where.group, input.logStreamNamePrefix);
  const names = all.map(({ name }) => name);
  const missing = input.logStreamNames?.find((name) => !names.includes(name));
  if (missing !== undefined)
    throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
  return input.logStreamNames ?? names;
}

function placeIn(token: string): string {
  const place = Buffer.from(token, 'base64').toString();
  if (!/^\d{56}$/.test(place))
    throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
  return place;
}
