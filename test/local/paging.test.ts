import { createPaging, type Listing, listOf } from '../../lib/local/paging';
import { ServiceError } from '../../lib/local/service';

const refusal = () => new ServiceError('InvalidToken', 'no such token');
const pageOf = createPaging(2, refusal);
const letters = (name: string, items: readonly string[]) => listOf(name, items, (item) => item);

test('pages are as long as asked for, or as the service has them, and together the whole', async () => {
  const list = letters('all', ['a', 'b', 'c', 'd', 'e']);
  const first = await pageOf(list, {});
  expect(first.items).toEqual(['a', 'b']);
  const second = await pageOf(list, { maxResults: 1, nextToken: first.nextToken });
  expect(second.items).toEqual(['c']);
  expect(await pageOf(list, { maxResults: 2, nextToken: second.nextToken })).toEqual({ items: ['d', 'e'] });
});

test('a page goes on behind an item that has gone since', async () => {
  const { nextToken } = await pageOf(letters('all', ['a', 'b', 'c']), {});
  expect(await pageOf(letters('all', ['a', 'aa', 'c']), { nextToken })).toEqual({ items: ['c'] });
});

test('a token of another list, and what is no token, is refused in the words of the service', async () => {
  const { nextToken } = await pageOf(letters('all', ['a', 'b', 'c']), {});
  for (const token of [nextToken, 'x', '', Buffer.from('{}').toString('base64url')])
    await expect(pageOf(letters('some', ['a', 'b', 'c']), { nextToken: token })).rejects.toEqual(refusal());
});

test('of a list that is read from disk no more is read than tells whether there is a next page', async () => {
  const read: number[] = [];
  const list: Listing<number> = {
    name: 'numbers',
    async *items(after) {
      for (let n = Number(after ?? 0) + 1; n < 1000; n++) {
        read.push(n);
        yield n;
      }
    },
    keyOf: String,
  };
  const { nextToken } = await pageOf(list, {});
  expect((await pageOf(list, { nextToken })).items).toEqual([3, 4]);
  expect(read).toEqual([1, 2, 3, 3, 4, 5]);
});
