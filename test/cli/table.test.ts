import { table } from '../../lib/cli/table';

const wide = { width: Number.POSITIVE_INFINITY, colour: false };

test('columns are as wide as their widest cell', () => {
  expect(
    table(
      wide,
      ['A', 'B'],
      [
        ['longer', 'x'],
        ['y', 'z'],
      ],
    ),
  ).toBe('A       B\nlonger  x\ny       z');
});

test('a long cell is wrapped at words, so that no line is wider than the terminal', () => {
  const text = 'the assets that are there match; missing: wordcount-1.0.0.tar.gz';
  const lines = table({ width: 40, colour: false }, ['REGION', 'WHY'], [['us-east-1', text]]).split('\n');
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(
    lines
      .slice(1)
      .map((line) => line.slice(11))
      .join(' '),
  ).toBe(text);
});

const digest = 'a'.repeat(64);
const row = ['republish-sample-wordcount-1.0.0-20261125T040106Z-3c1b', 'FAILED', 'eu-west-1', digest];
const header = ['RUN', 'STATUS', 'REGION', 'SHA-256'];

test.each([60, 80, 200])('at %i columns names and hashes stay whole, and no line is wider', (width) => {
  const text = table({ width, colour: false }, header, [row]);
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(
    Math.max(width, digest.length + 13),
  );
  for (const cell of row.slice(0, 3)) expect(text).toContain(cell);
  // At 60 columns not even a line of its own holds the hash.
  expect(text.replace(/\n\s+/g, '')).toContain(digest);
  expect(text.includes(digest)).toBe(width > 60);
});

test('where the columns do not fit, the first cell of a row stands above the others', () => {
  const rows = [
    ['a-rather-long-name', 'FAILED', 'x'],
    ['', 'again', 'y'],
  ];
  expect(table({ width: 22, colour: false }, ['NAME', 'STATUS', 'N'], rows)).toBe(
    'NAME\n  STATUS  N\na-rather-long-name\n  FAILED  x\n  again   y',
  );
});

test('where not even these fit, each cell has a line of its own', () => {
  expect(table({ width: 22, colour: false }, ['A', 'B', 'C'], [['n', 'x'.repeat(12), 'y'.repeat(12)]])).toBe(
    'n\n  B  xxxxxxxxxxxx\n  C  yyyyyyyyyyyy',
  );
});

test('what is piped into another program is neither wrapped nor cut', () => {
  const cause = 'a long cause '.repeat(50).trim();
  expect(table(wide, header, [[...row.slice(0, 3), cause]]).split('\n')).toHaveLength(2);
});

test('colours are only written to a terminal that takes them', () => {
  const rows = [[{ text: 'same', style: 'green' as const }]];
  expect(table(wide, ['V'], rows)).not.toContain('\u001b');
  expect(table({ ...wide, colour: true }, ['V'], rows)).toContain('\u001b[32msame\u001b[0m');
});
