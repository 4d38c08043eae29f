import { type Operation, ServiceError } from '../../service';
import type { LogGroups } from '../log-groups';
import { groupPermission } from '../log-names';
import type { LogStreams } from '../log-streams';
import type { LogWriter } from '../log-writer';
import { requireGroup } from '../require';

/** Creates an empty log stream. */
export function createLogStream(deps: {
  readonly groups: LogGroups;
  readonly streams: LogStreams;
  readonly writer: LogWriter;
}): Operation {
  return {
    permissions: (input, call) => [groupPermission('CreateLogStream', call, input.logGroupName)],
    async handle(input, call) {
      const location = { region: call.region, group: input.logGroupName, stream: input.logStreamName };
      await requireGroup(deps.groups, location.region, location.group);
      if ((await deps.streams.get(location)) !== undefined)
        throw new ServiceError('ResourceAlreadyExistsException', 'The specified log stream already exists');
      await deps.writer.write(location, []);
      return {};
    },
  };
}
