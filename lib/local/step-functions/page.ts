import { createPaging } from '../paging';
import { ServiceError } from '../service';

const paging = createPaging(100, () => new ServiceError('InvalidToken', "Invalid Token: 'Invalid token'"));

/** Pages of Step Functions: of 100 when left out or 0 (API reference). @throws InvalidToken */
export const pageOf: typeof paging = (list, { maxResults, nextToken }) =>
  paging(list, { maxResults: maxResults || undefined, nextToken });
