import type { Clock } from '../clock';
import { placeOf } from './log-events';
import type { LogGroups } from './log-groups';

const DAY = 24 * 60 * 60 * 1000;

/**
 * The places between which events may be read: what the caller asks for, less what the group's retention has expired.
 * `startTime` is inclusive, `endTime` exclusive (service model of GetLogEvents).
 */
export function readWindow(
  input: { startTime?: number; endTime?: number },
  group: { groups: LogGroups; clock: Clock; region: string; name: string },
): { after: string; before?: string } {
  const { retentionInDays } = group.groups.settingsOf(group.region, group.name);
  const kept = retentionInDays === undefined ? 0 : group.clock.now() - retentionInDays * DAY;
  return {
    after: placeOf(Math.max(0, kept, input.startTime ?? 0)),
    ...(input.endTime === undefined ? {} : { before: placeOf(input.endTime) }),
  };
}

/** A page holds at most 10,000 events and about 1 MB of them (service model of GetLogEvents). */
export function fitPage<T extends { readonly message: string }>(events: readonly T[], limit = 10_000): T[] {
  let bytes = 0;
  const fitting: T[] = [];
  for (const event of events) {
    // PutLogEvents counts 26 bytes of overhead for each event; the page is taken to count alike.
    bytes += Buffer.byteLength(event.message) + 26;
    if (fitting.length >= limit || (bytes > 1_048_576 && fitting.length > 0)) break;
    fitting.push(event);
  }
  return fitting;
}
