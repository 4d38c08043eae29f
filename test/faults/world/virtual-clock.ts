import type { Clock } from '../../../lib/local/clock';

interface Sleeper {
  readonly until: number;
  readonly order: number;
  readonly wake: () => void;
}

/** Rounds of the event loop without any activity after which nothing but time can move things on. */
const QUIET_ROUNDS = 8;

/** A clock on which nobody waits: when all that could happen now has happened, it jumps to the next timer. */
export class VirtualClock implements Clock {
  private readonly sleepers = new Set<Sleeper>();
  private count = 0;
  private activity = 0;
  private busy = 0;

  constructor(private time: number) {}

  now(): number {
    return this.time;
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.activity += 1;
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
      this.count += 1;
      const sleeper = { until: this.time + Math.max(0, milliseconds), order: this.count, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Work that takes turns of the event loop but no time: the clock stands still until it is done. */
  async during<T>(work: () => Promise<T>): Promise<T> {
    this.activity += 1;
    this.busy += 1;
    try {
      return await work();
    } finally {
      this.activity += 1;
      this.busy -= 1;
    }
  }

  /** Resolves when nothing goes on any more but sleep. */
  async settled(): Promise<void> {
    for (let quiet = 0, seen = -1; quiet < QUIET_ROUNDS || this.busy > 0; quiet++) {
      if (seen !== this.activity) quiet = 0;
      seen = this.activity;
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  /** Jumps to the next timer, unless that is after `limit`, and wakes one sleeper; false when there is none. */
  step(limit = Number.POSITIVE_INFINITY): boolean {
    let next: Sleeper | undefined;
    for (const sleeper of this.sleepers)
      if (!next || sleeper.until < next.until || (sleeper.until === next.until && sleeper.order < next.order))
        next = sleeper;
    if (!next || next.until > limit) return false;
    this.sleepers.delete(next);
    this.time = Math.max(this.time, next.until);
    next.wake();
    return true;
  }

  /** Moves time on at once; sleepers that are overdue wake at the next steps. */
  jump(milliseconds: number): void {
    this.time += milliseconds;
  }
}
