/** Gives a place back; the second call does nothing. */
export type GiveBack = () => void;

/** A number of places that are taken in the order in which they were asked for. */
export class Places {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  /** A place that is free; undefined when there is none. */
  takeFree(): GiveBack | undefined {
    if (this.free === 0) return undefined;
    this.free -= 1;
    return this.taken();
  }

  /** Waits for a place. Who is told to stop before gets none, and waits no more. */
  async take(signal: AbortSignal): Promise<GiveBack> {
    if (signal.aborted) return () => undefined;
    return this.takeFree() ?? ((await this.wait(signal)) ? this.taken() : () => undefined);
  }

  private taken(): GiveBack {
    let isTaken = true;
    return () => {
      if (!isTaken) return;
      isTaken = false;
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    };
  }

  /** Whether a place was handed over. */
  private wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const take = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(take), 1);
        resolve(false);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(take);
    });
  }
}
