import type { Clock } from '../../clock';
import { type Operation, ServiceError } from '../../service';
import { EventPage } from '../event-page';
import { filterPattern } from '../filter-pattern';
import type { LogEvents, PlacedEvent } from '../log-events';
import type { LogGroups } from '../log-groups';
import { groupOf, groupPermission } from '../log-names';
import type { LogStreams } from '../log-streams';
import { readWindow } from '../read-window';
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
      const streams = await streamNames(input, { streams: deps.streams, region: call.region, group });
      const sources = streams.map((stream) =>
        deps.events.read({ region: call.region, group, stream }, window),
      );
      const page = new EventPage(input.limit);
      let more = false;
      for await (const event of inOrder(sources.map((source) => matching(source, matches))))
        if (!page.add(event)) {
          more = true;
          break;
        }
      return {
        events: page.events.map(asOutput),
        searchedLogStreams: [],
        ...(more ? { nextToken: Buffer.from(page.events.at(-1)?.place ?? '').toString('base64') } : {}),
      };
    },
  };
}

async function* matching(source: AsyncIterable<PlacedEvent>, matches: (message: string) => boolean) {
  for await (const event of source) if (matches(event.message)) yield event;
}

/** The events of several streams in one order; of each stream only the next event is held in memory. */
async function* inOrder(sources: readonly AsyncGenerator<PlacedEvent>[]): AsyncGenerator<PlacedEvent> {
  const heads = new Map<AsyncGenerator<PlacedEvent>, PlacedEvent>();
  const advance = async (source: AsyncGenerator<PlacedEvent>) => {
    const { value, done } = await source.next();
    if (done) heads.delete(source);
    else heads.set(source, value);
  };
  try {
    for (const source of sources) await advance(source);
    while (heads.size > 0) {
      const [source, event] = [...heads].reduce((first, other) =>
        other[1].place < first[1].place ? other : first,
      );
      yield event;
      await advance(source);
    }
  } finally {
    for (const source of sources) await source.return(undefined);
  }
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
