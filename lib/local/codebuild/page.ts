import { createPaging, listOf, type PageRequest } from '../paging';
import { ServiceError } from '../service';

/** Most ids in an answer. */
export const PAGE_SIZE = 100;

const pageOf = createPaging(PAGE_SIZE, () => new ServiceError('InvalidInputException', 'Invalid nextToken'));

/** One page of ids, in the order that the call asks for. */
export async function pageOfIds(
  list: string,
  ids: readonly string[],
  { nextToken }: PageRequest,
): Promise<{ ids: readonly string[]; nextToken?: string }> {
  const { items, ...next } = await pageOf(
    listOf(list, ids, (id) => id),
    { nextToken },
  );
  return { ids: items, ...next };
}
