import { longestWait, overtaken } from './turns';

const turn = (id: string, asked: number, began: number) => ({ id, asked, began });

test('builds that get their places in the order in which they came are not overtaken', () => {
  const turns = [turn('a', 0, 10), turn('b', 2000, 9000), turn('c', 4000, 9000)];
  expect(overtaken(turns)).toEqual([]);
  expect(longestWait(turns)).toBe(7000);
});

test('a build that still waits when a later one gets a place is named, with the one that overtook it', () => {
  expect(overtaken([turn('late', 5000, 5001), turn('early', 0, 8000)])).toEqual([
    expect.stringMatching(/^starving: build early, .* after late, which/),
  ]);
});

test('builds of one moment have no order', () => {
  expect(overtaken([turn('a', 0, 30), turn('b', 20, 25)])).toEqual([]);
});
