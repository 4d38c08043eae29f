import type { Clock } from '../../lib/local/clock';

/**
 * A clock that skips what everyone sleeps through: when nothing else is going on, it jumps to the end of the shortest
 * sleep. While a process runs, real time passes, so that a time-out can hit it.
 */
export class SkippingClock implements Clock {
  private skipped = 0;
  private busy = 0;
  private readonly sleepers = new Set<{ end: number; wake: () => void }>();
  private timer: NodeJS.Timeout | undefined;

  now(): number {
    return Date.now() + this.skipped;
  }

  /** Tells that a process has started (1) or ended (-1). */
  readonly onBusy = (change: 1 | -1): void => {
    this.busy += change;
    this.plan();
  };

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const sleeper = { end: this.now() + milliseconds, wake: resolve };
      const abort = () => {
        this.sleepers.delete(sleeper);
        reject(signal?.reason);
      };
      if (signal?.aborted) return abort();
      this.sleepers.add(sleeper);
      signal?.addEventListener('abort', abort, { once: true });
      this.plan();
    });
  }

  private plan(): void {
    clearTimeout(this.timer);
    const end = Math.min(...[...this.sleepers].map((sleeper) => sleeper.end));
    if (!Number.isFinite(end)) return;
    const left = Math.max(0, end - this.now());
    this.timer = setTimeout(() => this.wake(end), this.busy > 0 ? left : Math.min(left, 5));
  }

  private wake(end: number): void {
    this.skipped += Math.max(0, end - this.now());
    for (const sleeper of [...this.sleepers].filter((each) => each.end <= end)) {
      this.sleepers.delete(sleeper);
      sleeper.wake();
    }
    this.plan();
  }
}
