import { ServiceError } from '../service';

const DEFAULT_SIZE = 100;

/** Parameters with which the list operations of Step Functions are paged. */
export interface PageRequest {
  readonly maxResults?: number;
  readonly nextToken?: string;
}

/** Most items of the page that is asked for: 100 when left out or 0 (API reference). */
export function pageSize({ maxResults }: PageRequest): number {
  return maxResults || DEFAULT_SIZE;
}

/** Token of the page that follows `position`; `list` ties it to the listing it belongs to. */
export function pageToken(list: string, position: string): string {
  return Buffer.from(JSON.stringify([list, position])).toString('base64url');
}

/** @throws ServiceError InvalidToken for a token of another listing. */
export function pagePosition(list: string, { nextToken }: PageRequest): string | undefined {
  if (nextToken === undefined) return undefined;
  try {
    const [of, position] = JSON.parse(Buffer.from(nextToken, 'base64url').toString('utf8'));
    if (of === list && typeof position === 'string') return position;
  } catch {
    // Refused below like a token of another listing.
  }
  throw new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'");
}
