import type { Clock } from '../../../lib/local/clock';

/** Where a clock stands: enough to make one that goes on from it in another process. */
export interface ClockSetting {
  /** Real time, in milliseconds since the epoch, at which the clock and the machine's agreed. */
  readonly since: number;
  /** Milliseconds of the clock that pass in a millisecond. */
  readonly speed: number;
  /** Milliseconds that were jumped over. */
  readonly skipped: number;
}

interface Sleeper {
  readonly due: number;
  readonly wake: () => void;
}

/** Node.js' longest timer. */
const LONGEST = 2 ** 31 - 1;

/**
 * A clock that runs faster than the machine's, the same for all that looks at it: waits, time-outs, leases and
 * schedules keep their order and their ratios. Only processes of their own (functions, jobs) live in real time, and
 * seem slow to the runtime.
 */
export class FaultClock implements Clock {
  private skipped: number;
  private readonly sleepers = new Set<Sleeper>();

  constructor(private readonly setting: ClockSetting) {
    this.skipped = setting.skipped;
  }

  now(): number {
    const { since, speed } = this.setting;
    return since + (Date.now() - since) * speed + this.skipped;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const due = this.now() + milliseconds;
    while (this.now() < due) await this.nap(due, signal);
  }

  /** Lets time pass at once; who sleeps until then wakes up in the order of its time. */
  async jump(milliseconds: number): Promise<void> {
    const end = this.now() + milliseconds;
    for (;;) {
      const next = [...this.sleepers].sort((a, b) => a.due - b.due)[0];
      if (next === undefined || next.due > end) break;
      this.skipped += Math.max(0, next.due - this.now());
      this.sleepers.delete(next);
      next.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.skipped += Math.max(0, end - this.now());
  }

  private nap(due: number, signal: AbortSignal | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      const settle = (end: () => void) => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', onAbort);
        this.sleepers.delete(sleeper);
        end();
      };
      const onAbort = () => settle(() => reject(signal?.reason));
      const sleeper: Sleeper = { due, wake: () => settle(resolve) };
      const left = Math.ceil((due - this.now()) / this.setting.speed);
      const timer = setTimeout(sleeper.wake, Math.min(Math.max(1, left), LONGEST));
      signal?.addEventListener('abort', onAbort, { once: true });
      this.sleepers.add(sleeper);
    });
  }
}
