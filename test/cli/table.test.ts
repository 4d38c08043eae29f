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

test('a word that is longer than its column is broken, not cut', () => {
  const hash = 'a'.repeat(64);
  const lines = table({ width: 30, colour: false }, ['X', 'SHA-256'], [['1', hash]]).split('\n');
  expect(
    lines
      .slice(1)
      .map((line) => line.slice(3))
      .join(''),
  ).toBe(hash);
});

test('colours are only written to a terminal that takes them', () => {
  const rows = [[{ text: 'same', style: 'green' as const }]];
  expect(table(wide, ['V'], rows)).not.toContain('\u001b');
  expect(table({ ...wide, colour: true }, ['V'], rows)).toContain('\u001b[32msame\u001b[0m');
});
