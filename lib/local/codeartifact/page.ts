import { invalid } from './not-found';

/** Page size when a call does not give one (user guide: "Its default is 50"). */
const DEFAULT_SIZE = 50;

/** Parameters with which a list operation is paged. */
export interface PageRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** A page and, when there is more, the token of the next one. */
export interface Page<T> {
  readonly items: T[];
  readonly nextToken?: string;
}

/**
 * Cuts one page out of `items`. A token holds the key of the last item given out, so pages stay right while items come
 * and go; `list` names the listing, because a token of another one must be refused.
 * @throws ValidationException for a token that this listing did not give out
 */
export async function pageOf<T>(
  list: string,
  { maxResults = DEFAULT_SIZE, nextToken }: PageRequest,
  source: {
    readonly items: (after: string | undefined) => AsyncIterable<T> | Iterable<T>;
    readonly keyOf: (item: T) => string;
  },
): Promise<Page<T>> {
  const items: T[] = [];
  for await (const item of source.items(nextToken === undefined ? undefined : decode(list, nextToken))) {
    if (items.length === maxResults) {
      const last = source.keyOf(items[items.length - 1] as T);
      return { items, nextToken: Buffer.from(JSON.stringify({ list, last })).toString('base64url') };
    }
    items.push(item);
  }
  return { items };
}

/** Items that come after the one with the key `after`, for a source that is in memory. */
export function following<T>(
  items: readonly T[],
  after: string | undefined,
  keyOf: (item: T) => string,
): readonly T[] {
  if (after === undefined) return items;
  const at = items.findIndex((item) => keyOf(item) === after);
  // The last item of the former page is gone; sorted by key, the page goes on where it would have been.
  return at >= 0 ? items.slice(at + 1) : items.filter((item) => keyOf(item) > after);
}

function decode(list: string, token: string): string {
  try {
    const decoded = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (decoded.list === list && typeof decoded.last === 'string') return decoded.last;
  } catch {
    // Refused below, as any other token that was not given out here.
  }
  throw invalid('nextToken: expected a token that a former page of this list gave out');
}
