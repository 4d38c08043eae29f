import type { Store, Table, Write } from '../storage/store';
import type { LogLocation } from './log-events';

/** A log stream as it is kept. */
export interface LogStream {
  readonly name: string;
  readonly creationTime: number;
  readonly firstEventTimestamp?: number;
  readonly lastEventTimestamp?: number;
  readonly lastIngestionTime?: number;
  /** Highest sequence number of its events. */
  readonly sequence?: number;
}

/** The log streams of every group. */
export class LogStreams {
  private readonly table: Table<LogStream>;

  constructor(store: Store) {
    this.table = store.table<LogStream>('logs-streams');
  }

  get(location: LogLocation): Promise<LogStream | undefined> {
    return this.table.get(keyOf(location));
  }

  write(location: LogLocation, stream: LogStream): Write {
    return { table: this.table, key: keyOf(location), value: stream };
  }

  async list(region: string, group: string, prefix = ''): Promise<LogStream[]> {
    const streams: LogStream[] = [];
    const range = { prefix: keyOf({ region, group, stream: prefix }) };
    for await (const [, stream] of this.table.entries(range)) streams.push(stream);
    return streams;
  }
}

/** A stream after events of these times arrived. */
export function streamAfter(stream: LogStream, times: readonly number[], now: number): LogStream {
  if (times.length === 0) return stream;
  const first = times.reduce((a, b) => Math.min(a, b));
  const last = times.reduce((a, b) => Math.max(a, b));
  return {
    ...stream,
    firstEventTimestamp: Math.min(stream.firstEventTimestamp ?? first, first),
    lastEventTimestamp: Math.max(stream.lastEventTimestamp ?? last, last),
    lastIngestionTime: now,
  };
}

function keyOf(location: LogLocation): string {
  return `${location.region}\u0000${location.group}\u0000${location.stream}`;
}
