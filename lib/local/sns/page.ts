import { createPaging, listOf } from '../paging';
import { ServiceError } from '../service';

/** SNS API reference, ListTopics: "up to 100". */
const pageOf = createPaging(
  100,
  () => new ServiceError('InvalidParameterException', 'Invalid parameter: NextToken'),
);

/** One page of a list, in the order of the ARNs. */
export function pageByArn<T extends { readonly arn: string }>(
  list: string,
  items: readonly T[],
  { NextToken }: { readonly NextToken?: string },
) {
  const sorted = items.toSorted((a, b) => (a.arn < b.arn ? -1 : 1));
  return pageOf(
    listOf(list, sorted, ({ arn }) => arn),
    { nextToken: NextToken },
  );
}
