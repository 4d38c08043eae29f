import { ServiceError } from '../service';

/** Most ids in an answer. */
export const PAGE_SIZE = 100;

/** One page of a list; the token is the last id of the page before. */
export function pageAfter(
  ids: readonly string[],
  nextToken: string | undefined,
): { ids: readonly string[]; nextToken?: string } {
  let start = 0;
  if (nextToken !== undefined) {
    const last = ids.indexOf(Buffer.from(nextToken, 'base64').toString());
    if (last === -1) throw new ServiceError('InvalidInputException', 'Invalid nextToken');
    start = last + 1;
  }
  const page = ids.slice(start, start + PAGE_SIZE);
  const more = start + PAGE_SIZE < ids.length;
  return { ids: page, ...(more ? { nextToken: Buffer.from(page.at(-1) as string).toString('base64') } : {}) };
}
