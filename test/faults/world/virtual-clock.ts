import { ManualClock } from '../../local/manual-clock';

/** Rounds of the event loop without any activity after which nothing but time can move things on. */
const QUIET_ROUNDS = 8;

/** A clock on which nobody waits: when all that could happen now has happened, it is told to jump to the next timer. */
export class VirtualClock extends ManualClock {
  private activity = 0;
  private busy = 0;

  override sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    this.activity += 1;
    return super.sleep(milliseconds, signal);
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

  /** Moves time on at once; sleepers that are overdue wake at the next steps. */
  jump(milliseconds: number): void {
    this.time += milliseconds;
  }
}
