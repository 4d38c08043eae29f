import { useCallback, useEffect, useRef, useState } from 'react';

/** What is known so far. */
export interface Polled<T> {
  readonly data?: T;
  readonly error?: string;
  readonly refreshing: boolean;
  refresh(): void;
}

/**
 * Loads now and again `pause(data)` milliseconds after each answer; never again where that is undefined. Rests while
 * the page is hidden.
 */
export function usePoll<T>(
  load: () => Promise<T>,
  pause: (data: T | undefined) => number | undefined,
): Polled<T> {
  const [state, setState] = useState<{ data?: T; error?: string; refreshing: boolean }>({ refreshing: true });
  const [round, setRound] = useState(0);
  const latest = useRef(pause);
  latest.current = pause;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new round starts the loop again
  useEffect(() => {
    let over = false;
    let timer: number | undefined;
    const next = (data: T | undefined) => {
      const wait = latest.current(data);
      if (!over && wait !== undefined) timer = window.setTimeout(step, wait);
    };
    const step = async () => {
      if (document.hidden) return next(undefined);
      try {
        const data = await load();
        if (over) return;
        // Nothing is drawn again while nothing changes.
        setState((before) =>
          before.data === data && before.error === undefined && !before.refreshing
            ? before
            : { data, refreshing: false },
        );
        next(data);
      } catch (error) {
        if (over) return;
        setState((before) => ({ ...before, error: (error as Error).message, refreshing: false }));
        next(undefined);
      }
    };
    void step();
    return () => {
      over = true;
      window.clearTimeout(timer);
    };
  }, [load, round]);
  const refresh = useCallback(() => {
    setState((before) => ({ ...before, refreshing: true }));
    setRound((before) => before + 1);
  }, []);
  return { ...state, refresh };
}
