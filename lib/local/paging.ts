import type { ServiceError } from './service';

/** What a call asks for of a list. */
export interface PageRequest {
  readonly maxResults?: number | undefined;
  readonly nextToken?: string | undefined;
}

/** A list that is given out page by page. */
export interface Listing<T> {
  /** Names the list with all that decides what is in it: a token of another one is refused. */
  readonly name: string;
  /** The items after the one with this key, or all of them. */
  readonly items: (after: string | undefined) => AsyncIterable<T> | Iterable<T>;
  readonly keyOf: (item: T) => string;
}

/** Cuts the page that is asked for out of a list. */
export type PageOf = <T>(
  listing: Listing<T>,
  request: PageRequest,
) => Promise<{ readonly items: T[]; readonly nextToken?: string }>;

/**
 * How a service pages its lists: so many items where the call does not say, and a refusal for tokens that the list did
 * not give out. A token holds the key of the last item of its page, so pages stay right while items come and go.
 */
export function createPaging(size: number, refusal: () => ServiceError): PageOf {
  return async ({ name, items: itemsAfter, keyOf }, { maxResults = size, nextToken }) => {
    const items = [];
    for await (const item of itemsAfter(keyIn(nextToken, name, refusal))) {
      if (items.length === maxResults) {
        const last = keyOf(items[items.length - 1] as typeof item);
        return { items, nextToken: Buffer.from(JSON.stringify([name, last])).toString('base64url') };
      }
      items.push(item);
    }
    return { items };
  };
}

/** A list in memory. */
export function listOf<T>(name: string, items: readonly T[], keyOf: (item: T) => string): Listing<T> {
  return {
    name,
    keyOf,
    items(after) {
      if (after === undefined) return items;
      const at = items.findIndex((item) => keyOf(item) === after);
      // The last item of the former page is gone; sorted by key, the list goes on where it would have been.
      return at >= 0 ? items.slice(at + 1) : items.filter((item) => keyOf(item) > after);
    },
  };
}

function keyIn(token: string | undefined, name: string, refusal: () => ServiceError): string | undefined {
  if (token === undefined) return undefined;
  try {
    const [list, key] = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (list === name && typeof key === 'string') return key;
  } catch {
    // Refused below, as a token of another list.
  }
  throw refusal();
}
