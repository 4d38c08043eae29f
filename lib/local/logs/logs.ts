import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { Service } from '../service';
import type { Store } from '../storage/store';
import { LogEvents } from './log-events';
import { logGroupProvider } from './log-group-provider';
import { LogGroups } from './log-groups';
import type { LogSink } from './log-sink';
import { LogStreams } from './log-streams';
import { LogWriter } from './log-writer';
import { createLogGroup } from './operations/create-log-group';
import { createLogStream } from './operations/create-log-stream';
import { describeLogGroups } from './operations/describe-log-groups';
import { describeLogStreams } from './operations/describe-log-streams';
import { filterLogEvents } from './operations/filter-log-events';
import { getLogEvents } from './operations/get-log-events';
import { putLogEvents } from './operations/put-log-events';

/** CloudWatch Logs on this machine. */
export interface Logs {
  readonly service: Service;
  readonly providers: readonly ResourceProvider[];
  readonly sink: LogSink;
  /** Resolves when everything written is on disk. */
  close(): Promise<void>;
}

/** Creates CloudWatch Logs over `store`. */
export function createLogs(options: { readonly store: Store; readonly clock: Clock }): Logs {
  const { store, clock } = options;
  const groups = new LogGroups(store);
  const streams = new LogStreams(store);
  const events = new LogEvents(store);
  const writer = new LogWriter({ store, clock, groups, streams, events });
  const deps = { clock, groups, streams, events, writer };
  return {
    service: {
      model: 'logs',
      operations: {
        CreateLogGroup: createLogGroup(groups, clock),
        CreateLogStream: createLogStream(deps),
        DescribeLogGroups: describeLogGroups(groups),
        DescribeLogStreams: describeLogStreams(groups, streams),
        FilterLogEvents: filterLogEvents(deps),
        GetLogEvents: getLogEvents(deps),
        PutLogEvents: putLogEvents(deps),
      },
    },
    providers: [logGroupProvider(groups, clock)],
    sink: { write: (location, added) => writer.write(location, added) },
    close: () => writer.idle(),
  };
}
