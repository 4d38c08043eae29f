import { parseSchedule } from '../../../lib/local/events/schedule-expression';

const next = (expression: string, after: string) => {
  const time = parseSchedule(expression).next(Date.parse(after));
  return time === undefined ? undefined : new Date(time).toISOString();
};

test.each([
  ['rate(5 minutes)', '2026-01-01T00:00:30Z', '2026-01-01T00:05:30.000Z'],
  ['rate(1 day)', '2026-01-01T00:00:00Z', '2026-01-02T00:00:00.000Z'],
  ['cron(0 3 * * ? *)', '2026-01-01T03:00:00Z', '2026-01-02T03:00:00.000Z'],
  ['cron(0/15 * * * ? *)', '2026-01-01T00:50:00Z', '2026-01-01T01:00:00.000Z'],
  ['cron(15 10 ? * 6L-7 *)', '2026-01-01T00:00:00Z', 'refused'],
  ['cron(0 18 ? * MON-FRI *)', '2026-01-02T18:00:00Z', '2026-01-05T18:00:00.000Z'],
  ['cron(0 0 ? * 1 *)', '2026-01-01T00:00:00Z', '2026-01-04T00:00:00.000Z'],
  ['cron(30 8 29 FEB ? *)', '2026-01-01T00:00:00Z', '2028-02-29T08:30:00.000Z'],
  ['cron(0 0 1,15 JAN,JUL ? 2026-2027)', '2026-07-15T00:00:00Z', '2027-01-01T00:00:00.000Z'],
  ['cron(0 0 1 1 ? 2025)', '2026-01-01T00:00:00Z', undefined],
])('%s after %s fires at %s', (expression, after, expected) => {
  if (expected === 'refused') expect(() => parseSchedule(expression)).toThrow(/day-of-week/);
  else expect(next(expression, after)).toBe(expected);
});

test.each([
  'rate(5 minute)',
  'rate(1 minutes)',
  'rate(0 minutes)',
  'rate(5 weeks)',
  'cron(0 3 * * *)',
  'cron(0 3 * * * *)',
  'cron(0 3 ? * ? *)',
  'cron(60 3 * * ? *)',
  'cron(5-1 3 * * ? *)',
  'cron(0 3 L * ? *)',
  'cron(0 3 ? * 2#1 *)',
  'cron(1/0 3 * * ? *)',
  'at(2026-01-01T00:00:00)',
  'every day',
])('%s is refused', (expression) => {
  expect(() => parseSchedule(expression)).toThrow(/expected/);
});
