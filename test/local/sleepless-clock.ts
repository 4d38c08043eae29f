import type { Clock } from '../../lib/local/clock';

/** A clock that stands still until a test moves it; a sleep moves it too, and takes no time. */
export class SleeplessClock implements Clock {
  readonly slept: number[] = [];

  constructor(public time = Date.UTC(2026, 0, 1)) {}

  now(): number {
    return this.time;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    this.slept.push(milliseconds);
    this.time += milliseconds;
  }
}
