/**
 * Lets callers that ask while an answer is on its way share the one after it: however many pages are open, AWS is asked
 * for one at a time, and nobody is given an answer that was begun before they asked. It may tell of a time before what
 * they have just done.
 */
export function shareAnswer<T>(ask: () => Promise<T>): () => Promise<T> {
  let underWay: Promise<T> | undefined;
  let next: Promise<T> | undefined;
  const begin = () => {
    next = undefined;
    underWay = ask().finally(() => {
      if (next === undefined) underWay = undefined;
    });
    return underWay;
  };
  return () => {
    if (underWay === undefined) return begin();
    next ??= underWay.then(begin, begin);
    return next;
  };
}
