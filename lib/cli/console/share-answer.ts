/**
 * Lets callers that ask while an answer is on its way share that answer: two open pages cost AWS no more calls than
 * one.
 */
export function shareAnswer<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  return () => {
    underWay ??= ask().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
