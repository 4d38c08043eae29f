import { setTimeout as delay } from 'node:timers/promises';

/** Time as the runtime sees it, so that tests can run without waiting. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
  /** @throws AbortError when `signal` is aborted first. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** setTimeout holds at most 2^31 - 1 ms; longer waits are slept in parts. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** The machine's own clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  async sleep(milliseconds, signal) {
    const end = Date.now() + milliseconds;
    for (let left = milliseconds; left > 0; left = end - Date.now()) {
      await delay(Math.min(left, LONGEST_TIMER), undefined, { signal });
    }
    signal?.throwIfAborted();
  },
};
