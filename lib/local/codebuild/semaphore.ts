/** Lets another one in; the second call does nothing. */
export type Release = () => void;

/** Lets so many in at once, in the order in which they asked. */
export class Semaphore {
  private free: number;
  private readonly waiting: (() => void)[] = [];

  constructor(count: number) {
    this.free = count;
  }

  /** Enters if that takes no waiting; undefined when it does. */
  tryAcquire(): Release | undefined {
    if (this.free === 0) return undefined;
    this.free -= 1;
    return this.acquired();
  }

  /** Waits to enter. Who is told to stop before does not, and waits no more. */
  async acquire(signal: AbortSignal): Promise<Release> {
    if (signal.aborted) return () => undefined;
    return this.tryAcquire() ?? ((await this.wait(signal)) ? this.acquired() : () => undefined);
  }

  private acquired(): Release {
    let isReleased = false;
    return () => {
      if (isReleased) return;
      isReleased = true;
      const next = this.waiting.shift();
      if (next === undefined) this.free += 1;
      else next();
    };
  }

  /** Whether it was let in before it was told to stop. */
  private wait(signal: AbortSignal): Promise<boolean> {
    return new Promise((resolve) => {
      const enter = () => {
        signal.removeEventListener('abort', leave);
        resolve(true);
      };
      const leave = () => {
        this.waiting.splice(this.waiting.indexOf(enter), 1);
        resolve(false);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.waiting.push(enter);
    });
  }
}
