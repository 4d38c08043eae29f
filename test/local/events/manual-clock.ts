import type { Clock } from '../../../lib/local/clock';

/** A clock that stands still until the test moves it. */
export class ManualClock implements Clock {
  private readonly sleepers = new Set<{ readonly until: number; readonly wake: () => void }>();

  constructor(private time: number) {}

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
      const sleeper = { until: this.time + milliseconds, wake };
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
    });
  }

  /** Moves the clock and wakes whoever slept until then. */
  async advance(milliseconds: number): Promise<void> {
    const end = this.time + milliseconds;
    for (;;) {
      await settled();
      const [next] = [...this.sleepers].sort((a, b) => a.until - b.until);
      if (next === undefined || next.until > end) break;
      this.sleepers.delete(next);
      this.time = Math.max(this.time, next.until);
      next.wake();
    }
    this.time = end;
    await settled();
  }
}

/** Lets everything happen that does not wait for the clock. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 20; i++) await new Promise((done) => setImmediate(done));
}
