import { listOf } from '../../paging';
import { type Call, type Operation, ServiceError } from '../../service';
import type { LogGroups } from '../log-groups';
import { groupOf, groupPermission, logStreamArn } from '../log-names';
import type { LogStream, LogStreams } from '../log-streams';
import { pageOf } from '../page';
import { requireGroup } from '../require';

/** Lists the streams of a group, by name or by the time of their last event. */
export function describeLogStreams(groups: LogGroups, streams: LogStreams): Operation {
  return {
    permissions: (input, call) => [groupPermission('DescribeLogStreams', call, groupOf(input))],
    async handle(input, call) {
      const group = groupOf(input);
      await requireGroup(groups, call.region, group);
      const byTime = input.orderBy === 'LastEventTime';
      if (byTime && input.logStreamNamePrefix !== undefined)
        throw new ServiceError(
          'InvalidParameterException',
          'Cannot order by LastEventTime with a logStreamNamePrefix.',
        );
      const found = await streams.list(call.region, group, input.logStreamNamePrefix);
      if (byTime) found.sort((a, b) => (a.lastEventTimestamp ?? 0) - (b.lastEventTimestamp ?? 0));
      if (input.descending) found.reverse();
      const { items, nextToken } = await pageOf(
        listOf(`DescribeLogStreams ${group}`, found, ({ name }) => name),
        { maxResults: input.limit, nextToken: input.nextToken },
      );
      return { logStreams: items.map((stream) => describe(stream, group, call)), nextToken };
    },
  };
}

function describe(stream: LogStream, group: string, call: Call) {
  return {
    logStreamName: stream.name,
    creationTime: stream.creationTime,
    firstEventTimestamp: stream.firstEventTimestamp,
    lastEventTimestamp: stream.lastEventTimestamp,
    lastIngestionTime: stream.lastIngestionTime,
    arn: logStreamArn(call.region, call.account, { group, stream: stream.name }),
    storedBytes: 0,
  };
}
