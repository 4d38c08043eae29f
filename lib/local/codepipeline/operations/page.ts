import { createPaging } from '../../paging';
import { ServiceError } from '../../service';

/** Pages of CodePipeline (API reference: maxResults of the executions, "the default value is 100"). */
export const pageOf = createPaging(
  100,
  () => new ServiceError('InvalidNextTokenException', 'The next token was specified in an invalid format.'),
);
