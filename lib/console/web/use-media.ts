import { useEffect, useState } from 'react';

/** Whether a media query holds, such as that of a narrow screen. */
export function useMedia(query: string): boolean {
  const [matches, setMatches] = useState(() => matchMedia(query).matches);
  useEffect(() => {
    const list = matchMedia(query);
    const change = () => setMatches(list.matches);
    list.addEventListener('change', change);
    return () => list.removeEventListener('change', change);
  }, [query]);
  return matches;
}

/** Screens on which tables show only what matters most. */
export const NARROW = '(max-width: 688px)';
