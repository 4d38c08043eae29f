import { createPaging } from '../paging';
import { ServiceError } from '../service';

/** Pages of groups and streams (API reference: "the default is up to 50 items"). @throws InvalidParameterException */
export const pageOf = createPaging(
  50,
  () => new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.'),
);
