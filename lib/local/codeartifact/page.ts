import { createPaging } from '../paging';
import { invalid } from './not-found';

/** Pages of CodeArtifact (user guide: "Its default is 50"). @throws ValidationException */
export const pageOf = createPaging(50, () =>
  invalid('nextToken: expected a token that a former page of this list gave out'),
);
