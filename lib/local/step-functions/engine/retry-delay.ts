import type { Retrier } from '../definition/states';

/**
 * Milliseconds before the retry that follows `used` earlier ones: the interval, multiplied by the backoff rate each
 * time, at most MaxDelaySeconds; with full jitter anything from 0 up to that (user guide, "Retrying after an error").
 */
export function retryDelay(retrier: Retrier, used: number, random: () => number): number {
  const seconds = retrier.intervalSeconds * retrier.backoffRate ** used;
  const capped = Math.min(seconds, retrier.maxDelaySeconds ?? Number.POSITIVE_INFINITY, 31_622_400);
  return 1000 * (retrier.jitter ? capped * random() : capped);
}
