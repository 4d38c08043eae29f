import { ServiceError } from '../service';
import type { LogLocation } from './log-events';
import type { LogGroups } from './log-groups';
import type { LogStreams } from './log-streams';

/** @throws ServiceError ResourceNotFoundException when there is no such group. */
export async function requireGroup(groups: LogGroups, region: string, group: string): Promise<void> {
  if ((await groups.get(region, group)) === undefined)
    throw new ServiceError('ResourceNotFoundException', 'The specified log group does not exist.');
}

/** @throws ServiceError ResourceNotFoundException when there is no such group or stream. */
export async function requireStream(
  groups: LogGroups,
  streams: LogStreams,
  location: LogLocation,
): Promise<void> {
  await requireGroup(groups, location.region, location.group);
  if ((await streams.get(location)) === undefined)
    throw new ServiceError('ResourceNotFoundException', 'The specified log stream does not exist.');
}
