import { ServiceError } from '../service';

/** One page of a list whose order does not change; the token is the position in it. */
export function pageOf<T>(
  items: readonly T[],
  input: { nextToken?: string; limit?: number },
): { items: readonly T[]; nextToken?: string } {
  const start = input.nextToken === undefined ? 0 : positionIn(input.nextToken);
  const end = start + (input.limit ?? 50);
  return {
    items: items.slice(start, end),
    ...(end < items.length ? { nextToken: Buffer.from(`at ${end}`).toString('base64') } : {}),
  };
}

function positionIn(token: string): number {
  const match = /^at (\d+)$/.exec(Buffer.from(token, 'base64').toString());
  if (match === null)
    throw new ServiceError('InvalidParameterException', 'The specified nextToken is invalid.');
  return Number(match[1]);
}
