import type { Clock } from '../clock';

/** Between two attempts to write, as on a disk that is full for a while. */
const WRITE_PAUSE = 1000;

/**
 * Writes, again and again until it succeeds: for what goes on without a request that could be told of a failure.
 * @throws AbortError when it has failed and `signal` is aborted
 */
export async function repeatWrite(
  write: () => Promise<void>,
  options: {
    readonly clock: Clock;
    readonly signal: AbortSignal;
    /** What is written, as `report` names it. */
    readonly what?: string;
    /** Told of the first failure. */
    readonly report?: (message: string) => void;
  },
): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      if (attempt === 1)
        options.report?.(`${options.what} could not be written, and is tried again: ${error}`);
    }
    await options.clock.sleep(WRITE_PAUSE, options.signal);
  }
}
