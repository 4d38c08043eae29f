import { createPaging, type PageRequest } from '../../paging';
import { ServiceError } from '../../service';

/** Pages of EventBridge: at most 100 (API reference, Limit). @throws ValidationException */
export const pageOf = createPaging(
  100,
  () =>
    new ServiceError(
      'ValidationException',
      'NextToken: expected one that a former page of this list gave out',
    ),
);

/** What a call asks for, by the names of EventBridge. */
export function pageRequest({ Limit, NextToken }: { Limit?: number; NextToken?: string }): PageRequest {
  return { maxResults: Limit, nextToken: NextToken };
}
