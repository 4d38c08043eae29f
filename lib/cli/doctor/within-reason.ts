/** Longer than a healthy service takes, shorter than a person waits for one line. */
const TIMEOUT = 15_000;

/** Options of an SDK call that must not hang. */
export function withinReason(): { abortSignal: AbortSignal } {
  return { abortSignal: AbortSignal.timeout(TIMEOUT) };
}
