import { ServiceError } from '../service';

/** Items on a page (SNS API reference, ListTopics: "up to 100"). */
const PAGE_SIZE = 100;

/** One page of a list in the order of the ARNs; the token holds the last ARN of the page before. */
export function pageOf<T extends { readonly arn: string }>(
  items: readonly T[],
  token: string | undefined,
): { page: readonly T[]; NextToken?: string } {
  const sorted = [...items].sort((a, b) => (a.arn < b.arn ? -1 : 1));
  const after = token === undefined ? '' : Buffer.from(token, 'base64url').toString('utf8');
  if (token !== undefined && !after.startsWith('arn:aws:sns:'))
    throw new ServiceError('InvalidParameterException', `Invalid parameter: NextToken "${token}"`);
  const left = sorted.filter(({ arn }) => arn > after);
  const page = left.slice(0, PAGE_SIZE);
  const last = page.at(-1);
  if (last === undefined || left.length <= PAGE_SIZE) return { page };
  return { page, NextToken: Buffer.from(last.arn).toString('base64url') };
}
