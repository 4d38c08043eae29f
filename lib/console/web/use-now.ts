import { useEffect, useState } from 'react';
import { useConsole } from './console-context';

/** The time in the account, again every second while something is still going on. */
export function useNow(going: boolean): number {
  const { api } = useConsole();
  const [now, setNow] = useState(() => api.now());
  useEffect(() => {
    if (!going) return;
    setNow(api.now());
    const timer = window.setInterval(() => setNow(api.now()), 1000);
    return () => window.clearInterval(timer);
  }, [api, going]);
  return now;
}
