import { parseTimestamp } from '../../../lib/local/step-functions/engine/timestamp';
import { Expression } from '../../../lib/local/step-functions/jsonata/expression';

const NOW = Date.UTC(2026, 0, 2);
const evaluate = (source: string, values: Record<string, unknown> = {}) =>
  Expression.of(source).evaluate({ now: NOW, lookup: (name) => values[name] });

test.each<[string, unknown]>([
  ['$partition([1..5], 2)', [[1, 2], [3, 4], [5]]],
  ['$partition([1], 3)', [[1]]],
  ['$partition([1..3])', [[1, 2, 3]]],
  ['$range(0, 9, 3)', [0, 3, 6, 9]],
  ['$range(9, 0, -4)', [9, 5, 1]],
  ['$range(1, 1, 1)', 1],
  ['$range(-1.7, 2, 1)', [-1, 0, 1, 2]],
  ['$range(0, 10, 4)', [0, 4, 8]],
  ['$count($range(1, 200000, 1))', 200_000],
  ['$count([1..873782])', 873_782],
  ['$partition([1..5], 2.9)', [[1, 2], [3, 4], [5]]],
  ["$hash('input', 'SHA-1')", '140f86aae51ab9e1cda9b4254fe98a74eb54c1a1'],
  ['$random(42)', 0.7275636800328681],
  ['$random() < 1', true],
  ["$parse('null')", null],
  ["$base64decode('w7w/+Q==')", 'Ã¼?ù'],
  ["$base64decode('aGk')", 'hi'],
  ['["aGk="].$base64decode()', 'hi'],
  ["$hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
  ['$parse(\'{"a":[1]}\').a', [1]],
  ['$parse(\'[{"a":"{\\\\"a\\\\":1}"},{"a":2},{"b":{"a":3},"a":4}]\').a', ['{"a":1}', 2, 4]],
  ["$map(['1', '[2]'], $parse)", [1, [2]]],
  ['$random(7) = $random(7)', true],
  ['$length($uuid())', 36],
  ['$millis()', NOW],
  ['$now()', '2026-01-02T00:00:00.000Z'],
  ["$now('[Y]')", '2026'],
])('%s', async (source, value) => {
  expect(JSON.parse(JSON.stringify(await evaluate(source)))).toEqual(value);
});

test.each<[string, string | RegExp]>([
  ["$eval('1')", '. T1006: Attempted to invoke a non-function'],
  ['$nothing(1)', '. T1006: Attempted to invoke a non-function'],
  ['$partition([1], -1)', '. D3137: Second argument must be zero or greater'],
  ['$partition(null, 2)', '. T0412: Argument 1 of function "partition" must be an array of undefined'],
  ['$partition(5, 2)', '. T0412: Argument 1 of function "partition" must be an array of undefined'],
  [
    "$partition([1], 2, 'x')",
    '. T0410: Argument 3 of function "partition" does not match function signature',
  ],
  ["$partition([1], 'a')", '. T0410: Argument 2 of function "partition" does not match function signature'],
  ["$range('a', 1, 1)", '. T0410: Argument 1 of function "range" does not match function signature'],
  ['$range(1)', '. T0410: Argument 2 of function "range" does not match function signature'],
  ['$range(1, 5, 1, 1)', '. T0410: Argument 4 of function "range" does not match function signature'],
  ["$hash('x', 'md5')", ". D3137: Hash algorithm 'md5' must be one of SHA-1, SHA-384, SHA-256, SHA-512, MD5"],
  ["$hash('x', 5)", '. T0410: Argument 2 of function "hash" does not match function signature'],
  ["$hash($nothing, 'MD5')", '. T0410: Argument 1 of function "hash" does not match function signature'],
  ["$hash('x', 'MD5', 1)", '. T0410: Argument 3 of function "hash" does not match function signature'],
  ["$hash(1, 'MD5')", '. T0410: Argument 1 of function "hash" does not match function signature'],
  ["$random('a')", '. T0410: Argument 1 of function "random" does not match function signature'],
  ['$random(1, 2)', '. T0410: Argument 2 of function "random" does not match function signature'],
  ["$uuid('x')", '. T0410: Argument 1 of function "uuid" does not match function signature'],
  ...['{', '', '  ', '{"a":1}{"b":2}', '{"a":1,"a":2}', '[{"b":{"a" : 1, "\\\\u0061":2}}]', '[1e400]'].map(
    (json): [string, RegExp] => [`$parse('${json}')`, /\. D3137: Invalid JSON$/],
  ),
  ["$parse('1', 1)", '. T0410: Argument 2 of function "parse" does not match function signature'],
  ['$parse(1)', '. T0410: Argument 1 of function "parse" does not match function signature'],
  ['$base64decode(1)', '. T0410: Argument 1 of function "base64decode" does not match function signature'],
  ["$base64decode('!!!')", /^threw an internal error during evaluation\. [0-9a-f-]{36}$/],
  ["$base64decode('a=Gk')", 'threw an internal error during evaluation. '],
  ['$sum(["a"])', '. T0412: Argument 1 of function "sum" must be an array of "numbers"'],
  ['1 + "a"', '. T2002: '],
])('%s fails with %s', async (source, message) => {
  await expect(evaluate(source)).rejects.toThrow(message);
});

test.each([
  '$partition([1], 0)',
  '$partition([], 2)',
  '$range(0, 1)',
  '$range(0, 1, -1)',
  '$range(1, 0, 1)',
  "$hash('x')",
  '$parse($nothing)',
  '$partition($nothing, 1)',
  '$base64decode($nothing)',
])('%s gives nothing', async (source) => {
  expect(await evaluate(source)).toBeUndefined();
});

const MEMORY = 'Expression evaluation memory limit exceeded: Check for excessive memory usage';
const STACK =
  'Stack overflow error: Check for non-terminating recursive function. Consider rewriting as tail-recursive';
test.each([
  ['$range(1, 360146, 1)', MEMORY],
  ['$sum([1..873783])', MEMORY],
  ['$sum([1..20000000])', MEMORY],
  [Array(101).fill('1').join('+'), STACK],
  ['($f := function($x) { $x <= 0 ? 0 : 1 + $f($x - 1) }; $f(1000))', STACK],
])('%s is beyond the bounds of the service', async (source, message) => {
  await expect(evaluate(source)).rejects.toMatchObject({
    message: `threw an error during evaluation: ${message}`,
  });
});

test.each([
  '$x.($x)',
  '$x.$x',
  '$o.x.($x)',
  '$x[$ = 1].($x)',
  '($y := $x; $y.($x))',
  '{"a": 1 + $count($x.($x))}',
  '-$count([$x.($x)]) > 0 ? 1 : 2',
])('%s reads a thousand items and gives a million, which is beyond them, too', async (source) => {
  const x = Array(1000).fill(1);
  await expect(evaluate(source, { x, o: { x } })).rejects.toThrow(MEMORY);
});

test('100 levels are within them', async () => {
  expect(await evaluate(Array(100).fill('1').join('+'))).toBe(100);
  expect(await evaluate('($f := function($x) { $x <= 0 ? 0 : 1 + $f($x - 1) }; $f(30))')).toBe(30);
});

test.each([
  ['an object', `{${range(400, (i) => `"k${i}": $uppercase($x & "-${i}")`)}}`],
  ['an array', `$count([${range(400, () => '$x & "-n"')}])`],
  ['an object for each item', `$map([1..3], function($v) { {${range(400, (i) => `"k${i}": $v + ${i}`)}} })`],
  [
    'calls',
    `($f := function($v) { $v & "" }; $g := function($v) { [${range(400, () => '$f($v)')}] }; $g($x))`,
  ],
  ['a chain', `$x ~> function($v) { [${range(400, () => '$map([1], $string)')}] }`],
])('%s may be as wide as it is', async (_, source) => {
  expect(await evaluate(source, { x: 'x' })).toBeDefined();
});

test.each([
  '($f := function($n) { $n = 0 ? 0 : 1 + $g($n - 1) }; $g := function($n) { 1 + $f($n) }; $f(1000))',
  '($f := function($f, $n) { $n = 0 ? 0 : 1 + $f($f, $n - 1) }; $f($f, 1000))',
  '($f := function($n) { $n = 0 ? [0] : 1 + $map([$n - 1], $f)[0] }; $f(1000))',
  '($f := function($s, $n) { $n = 0 ? 0 : 1 + $s.f($s, $n - 1) }; $f({"f": $f}, 1000))',
  '($f := function($n) { $n = 0 ? 0 : 1 + ($n - 1 ~> $f) }; $f(1000))',
  '(function($f) { $map([1], function($n) { $f($f) + 1 }) })(function($g) { $g($g) + 1 })',
])('%s nests too deep', async (source) => {
  await expect(evaluate(source)).rejects.toThrow(STACK);
});

function range(length: number, text: (index: number) => string): string {
  return Array.from({ length }, (_, index) => text(index)).join(', ');
}

test('an expression sees no value that nobody gave it', async () => {
  expect(await evaluate('$')).toBeUndefined();
  expect(await evaluate('constructor')).toBeUndefined();
  expect(await evaluate('$x.y', { x: { y: 3 } })).toBe(3);
});

test('evaluations that run at once do not see each other’s values', async () => {
  const expression = Expression.of('$sum($map([1..100], function($i) { $i * $x }))');
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
