import type { Clock } from '../clock';
import type { Store, Write } from '../storage/store';
import type { LogEvents, LogLocation } from './log-events';
import type { LogGroups } from './log-groups';
import { type LogStream, type LogStreams, streamAfter } from './log-streams';

interface Pending {
  readonly location: LogLocation;
  readonly events: readonly { time: number; message: string }[];
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

/**
 * Writes events to disk, many callers in one batch: while one batch is being synced, what arrives meanwhile gathers
 * for the next. So a job that logs line by line pays one sync for many lines, and nothing acknowledged is lost.
 */
export class LogWriter {
  private queue: Pending[] = [];
  private running: Promise<void> | undefined;

  constructor(
    private readonly options: {
      readonly store: Store;
      readonly clock: Clock;
      readonly groups: LogGroups;
      readonly streams: LogStreams;
      readonly events: LogEvents;
    },
  ) {}

  /** Resolves when the events are on disk. Creates group and stream when missing. */
  write(location: LogLocation, events: readonly { time: number; message: string }[]): Promise<void> {
    return new Promise((done, failed) => {
      this.queue.push({ location, events, done, failed });
      this.running ??= this.drain();
    });
  }

  /** Resolves when everything written so far is on disk. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    while (this.queue.length > 0) {
      const batch = this.queue;
      this.queue = [];
      try {
        await this.options.store.batch(await this.writesOf(batch));
        for (const { done } of batch) done();
      } catch (error) {
        for (const { failed } of batch) failed(error);
      }
    }
    // Here and not in a callback of the promise: a write between the two would wait for ever.
    this.running = undefined;
  }

  private async writesOf(batch: readonly Pending[]): Promise<Write[]> {
    const { clock, groups, streams, events } = this.options;
    const now = clock.now();
    const writes: Write[] = [];
    const touched = new Map<string, { location: LogLocation; stream: LogStream }>();
    for (const { location, events: added } of batch) {
      const key = `${location.region}\u0000${location.group}\u0000${location.stream}`;
      if (!touched.has(key)) await groups.create(location.region, location.group, now);
      const stream = touched.get(key)?.stream ??
        (await streams.get(location)) ?? { name: location.stream, creationTime: now };
      const placed = events.writes(location, {
        events: added,
        ingestionTime: now,
        sequence: stream.sequence ?? 0,
      });
      const times = added.map(({ time }) => time);
      touched.set(key, {
        location,
        stream: { ...streamAfter(stream, times, now), sequence: placed.sequence },
      });
      writes.push(...placed.writes);
    }
    for (const { location, stream } of touched.values()) writes.push(streams.write(location, stream));
    return writes;
  }
}
