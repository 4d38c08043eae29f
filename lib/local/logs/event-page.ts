import type { PlacedEvent } from './log-events';

const MOST_EVENTS = 10_000;
const MOST_BYTES = 1_048_576;

/** A page holds at most 10,000 events and about 1 MB of them (service model of GetLogEvents). */
export class EventPage {
  readonly events: PlacedEvent[] = [];
  private readonly limit: number;
  private bytes = 0;

  constructor(limit = MOST_EVENTS) {
    this.limit = Math.min(limit, MOST_EVENTS);
  }

  /** Takes the next event. False when the page is full: the event belongs to the next one. */
  add(event: PlacedEvent): boolean {
    // PutLogEvents counts 26 bytes of overhead for each event; the page is taken to count alike.
    const bytes = this.bytes + Buffer.byteLength(event.message) + 26;
    if (this.events.length >= this.limit || (bytes > MOST_BYTES && this.events.length > 0)) return false;
    this.bytes = bytes;
    this.events.push(event);
    return true;
  }
}
