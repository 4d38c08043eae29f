import { parseTimestamp } from '../../../lib/local/step-functions/engine/timestamp';
import { Expression } from '../../../lib/local/step-functions/jsonata/expression';

const NOW = Date.UTC(2026, 0, 2);
const evaluate = (source: string, values: Record<string, unknown> = {}) =>
  new Expression(source).evaluate({ now: NOW, lookup: (name) => values[name] });

test.each<[string, unknown]>([
  ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
  ['$partition([1], 3)', [[1]]],
  ['$range(0, 9, 3)', [0, 3, 6, 9]],
  ['$range(9, 0, -4)', [9, 5, 1]],
  ['$range(1, 1, 1)', 1],
  ["$hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  ['$parse(\'{"a":[1]}\').a', [1]],
  ['$random(7) = $random(7)', true],
  ['$length($uuid())', 36],
  ['$millis()', NOW],
  ['$now()', '2026-01-02T00:00:00.000Z'],
  ["$now('[Y]')", '2026'],
])('%s', async (source, value) => {
  expect(JSON.parse(JSON.stringify(await evaluate(source)))).toEqual(value);
});

test.each([
  ["$eval('1')", 'T1006: Attempted to invoke a non-function'],
  ['$nothing(1)', 'T1006: Attempted to invoke a non-function'],
  ['$range(0, 2000, 1)', 'D2014: '],
  ['$range(0, 1, 0)', 'T0410: '],
  ['$partition([1], 0)', 'T0410: '],
  ["$hash('x', 'CRC')", 'T0410: '],
  ["$parse('{')", 'D3121: '],
  ['1 + "a"', 'T2002: '],
])('%s fails with %s', async (source, message) => {
  await expect(evaluate(source)).rejects.toThrow(message);
});

test('an expression sees no value that nobody gave it', async () => {
  expect(await evaluate('$')).toBeUndefined();
  expect(await evaluate('constructor')).toBeUndefined();
  expect(await evaluate('$x.y', { x: { y: 3 } })).toBe(3);
});

test('evaluations that run at once do not see each other’s values', async () => {
  const expression = new Expression('$sum($map([1..100], function($i) { $i * $x }))');
  const all = [1, 2, 3].map((x) =>
    expression.evaluate({ now: NOW, lookup: (name) => (name === 'x' ? x : undefined) }),
  );
  expect(await Promise.all(all)).toEqual([5050, 10_100, 15_150]);
});

test.each([
  ['2016-03-14T01:59:00Z', Date.UTC(2016, 2, 14, 1, 59)],
  ['2016-03-05T21:29:29.243167252Z', Date.UTC(2016, 2, 5, 21, 29, 29, 243)],
  ['2016-03-14T01:59:00+01:30', Date.UTC(2016, 2, 14, 0, 29)],
  ['2016-03-14T01:59Z', Date.UTC(2016, 2, 14, 1, 59)],
  ['2016-12-05 21:29:29Z', undefined],
  ['2016-12-05T21:29:29', undefined],
  ['2016-13-05T21:29:29Z', undefined],
  ['2016-02-30T21:29:29Z', undefined],
  ['2016-12-05T25:29:29Z', undefined],
])('the timestamp %s is %s', (text, time) => {
  expect(parseTimestamp(text)).toBe(time);
});
