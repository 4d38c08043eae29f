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
