import { useEffect, useState } from 'react';

/** Where in the console a person is; kept in the address, so that it can be sent to somebody. */
export interface Route {
  readonly page: 'runs' | 'run' | 'releases' | 'faults';
  /** Name of the run. */
  readonly name?: string;
}

function parse(hash: string): Route {
  const [page, name] = hash.replace(/^#\/?/, '').split('/');
  if (page === 'runs' && name) return { page: 'run', name: decoded(name) };
  return page === 'releases' || page === 'faults' ? { page } : { page: 'runs' };
}

/** An address that was cut off or typed may hold a lone `%`: then there is no such run, and the page says so. */
function decoded(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}

/** Address of a run's page. */
export function runHref(name: string): string {
  return `#/runs/${encodeURIComponent(name)}`;
}

/** The page of the address, also after the address changed. */
export function useRoute(): Route {
  const [route, setRoute] = useState(() => parse(location.hash));
  useEffect(() => {
    const change = () => {
      setRoute(parse(location.hash));
      window.scrollTo(0, 0);
    };
    window.addEventListener('hashchange', change);
    return () => window.removeEventListener('hashchange', change);
  }, []);
  return route;
}
