import type { Clock } from '../clock';
import { ServiceError } from '../service';

/** CodePipeline looks every few seconds; on one machine there is no reason to wait that long. */
const INTERVAL_MS = 200;
/** Failed looks in a row after which a poll gives up: about a minute. */
const PATIENCE = 300;

/**
 * Looks until there is something, at short intervals. Errors that may pass are survived for a while: what is polled
 * goes on meanwhile.
 */
export async function poll<T>(
  look: () => Promise<T | undefined>,
  { clock, signal }: { readonly clock: Clock; readonly signal: AbortSignal },
): Promise<T> {
  for (let failures = 0; ; ) {
    try {
      const found = await look();
      if (found !== undefined) return found;
      failures = 0;
    } catch (error) {
      if (!isTransient(error) || ++failures > PATIENCE) throw error;
    }
    await clock.sleep(INTERVAL_MS, signal);
  }
}

function isTransient(error: unknown): boolean {
  if (!(error instanceof ServiceError)) return false;
  return (
    /Throttl|TooManyRequests|Unavailable|Internal/.test(error.code) || (error.details.status ?? 0) >= 500
  );
}
