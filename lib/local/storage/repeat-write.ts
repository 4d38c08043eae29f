import type { Clock } from '../clock';

/** Between two attempts to write, as on a disk that is full for a while. */
const WRITE_PAUSE = 1000;

/**
 * Repeats a write that has failed until it succeeds: for what goes on without a request that could be told of the failure.
 * @throws AbortError when `signal` is aborted first
 */
export async function repeatWrite(
  write: () => Promise<void>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<void> {
  for (;;) {
    await clock.sleep(WRITE_PAUSE, signal);
    try {
      return await write();
    } catch {
      // Still no room.
    }
  }
}
