import type { Clock } from '../../lib/local/clock';

interface Sleeper {
  readonly until: number;
  readonly wake: () => void;
}

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();

  constructor(protected time: number) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) return reject(signal.reason);
      const abort = () => {
        this.sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      const wake = () => {
        signal?.removeEventListener('abort', abort);
        resolve();
      };
      const sleeper = { until: this.time + Math.max(0, milliseconds), wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Jumps to the next end of a sleep, unless that is after `limit`, and wakes one sleeper; false when there is none. */
  step(limit = Number.POSITIVE_INFINITY): boolean {
    let next: Sleeper | undefined;
    // Of those that wake at once, whoever fell asleep first is first.
    for (const sleeper of this.sleepers) if (!next || sleeper.until < next.until) next = sleeper;
    if (!next || next.until > limit) return false;
    this.sleepers.delete(next);
    this.time = Math.max(this.time, next.until);
    next.wake();
    return true;
  }

  /** Moves the clock and wakes whoever slept until then. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    do await settled();
    while (this.step(end));
    this.time = end;
    await settled();
  }
}

/** Lets everything happen that does not wait for the clock. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
}
