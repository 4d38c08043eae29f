import type { Store, Table, Write } from '../storage/store';

/** Where an event belongs. */
export interface LogLocation {
  readonly region: string;
  readonly group: string;
  readonly stream: string;
}

/** An event as it is kept. */
export interface StoredEvent {
  readonly time: number;
  readonly message: string;
  readonly ingestionTime: number;
}

/** A stored event with its place in the order of its stream: time first, then order of arrival. */
export interface PlacedEvent extends StoredEvent {
  /** 56 digits, unique in the store; order of places is order of events. */
  readonly place: string;
  readonly stream: string;
}

const TIME_DIGITS = 20;
const SEQUENCE_DIGITS = 36;

/** Place before every event of `time` or later. */
export function placeOf(time: number, sequence = 0): string {
  return (
    Math.max(0, time).toString().padStart(TIME_DIGITS, '0') +
    sequence.toString().padStart(SEQUENCE_DIGITS, '0')
  );
}

/** The events of every stream, in order. */
export class LogEvents {
  private readonly table: Table<StoredEvent>;
  private sequence = 0;

  constructor(store: Store) {
    this.table = store.table<StoredEvent>('logs-events');
  }

  /** Writes for a batch; events of the same time keep the order given. `sequence` is the stream's last one. */
  writes(
    location: LogLocation,
    batch: {
      readonly events: readonly { time: number; message: string }[];
      readonly ingestionTime: number;
      readonly sequence: number;
    },
  ): { readonly writes: Write[]; readonly sequence: number } {
    // By time of arrival, so that places are hardly ever shared by streams; never below the stream's own last one,
    // so that a clock that was set back overwrites nothing.
    this.sequence = Math.max(this.sequence, batch.sequence, batch.ingestionTime * 1024);
    const writes = batch.events.map(({ time, message }) => {
      this.sequence += 1;
      const value: StoredEvent = { time, message, ingestionTime: batch.ingestionTime };
      return {
        table: this.table,
        key: `${prefixOf(location)}${placeOf(time, this.sequence)}`,
        value,
      };
    });
    return { writes, sequence: this.sequence };
  }

  /** Events at places after `after` and before `before` (both exclusive), from the near end of the range. */
  async *read(
    location: LogLocation,
    range: { after?: string; before?: string; reverse?: boolean },
  ): AsyncGenerator<PlacedEvent> {
    const prefix = prefixOf(location);
    const entries = this.table.entries({
      prefix,
      after: range.after === undefined ? undefined : prefix + range.after,
      before: range.before === undefined ? undefined : prefix + range.before,
      reverse: range.reverse ?? false,
    });
    for await (const [key, event] of entries)
      yield { ...event, place: key.slice(prefix.length), stream: location.stream };
  }
}

function prefixOf(location: LogLocation): string {
  return `${location.region}\u0000${location.group}\u0000${location.stream}\u0000`;
}
