/** A change of one key; without `value` the key is deleted. */
export interface Change {
  readonly key: string;
  readonly value: string | Uint8Array | undefined;
}

interface Waiting {
  readonly changes: readonly Change[];
  readonly done: () => void;
  /** Left out where nobody waits. */
  readonly failed?: (error: unknown) => void;
}

/**
 * Writes in the order in which it was asked for, many callers in one batch: while one batch is being synced, what
 * arrives meanwhile gathers for the next, so that many small writes at once pay for few syncs.
 */
export class WriteQueue {
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;

  /** @param commit writes a batch whole or not at all, on disk when it resolves */
  constructor(private readonly commit: (changes: readonly Change[]) => Promise<void>) {}

  /** Resolves when the changes are on disk. */
  write(changes: readonly Change[]): Promise<void> {
    return new Promise((done, failed) => {
      this.waiting.push({ changes, done, failed });
      this.running ??= this.drain();
    });
  }

  /**
   * Writes a change together with the next ones that are asked for, so that it costs no sync of its own. Whatever is
   * written later is not on disk before it.
   */
  ride(change: Change, done: () => void): void {
    this.waiting.push({ changes: [change], done });
  }

  /** Resolves when everything that somebody waits for is on disk, or has failed to get there. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async drain(): Promise<void> {
    while (this.waiting.some(({ failed }) => failed !== undefined)) {
      const batch = this.waiting;
      this.waiting = [];
      try {
        await this.commit(batch.flatMap(({ changes }) => changes));
        for (const { done } of batch) done();
      } catch (error) {
        // What waits for the changes that rode along is still to be asked for; they must come before it.
        this.waiting = [...batch.filter(({ failed }) => failed === undefined), ...this.waiting];
        for (const { failed } of batch) failed?.(error);
      }
    }
    // Here and not in a callback of the promise: a write between the two would wait for ever.
    this.running = undefined;
  }
}
