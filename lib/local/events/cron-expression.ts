import type { Schedule } from './schedule-expression';

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const DAY = 86_400_000;
/** Longest search: 29 February in a leap year that skips a century is at most 8 years away. */
const SEARCH_DAYS = 366 * 9;

interface Field {
  readonly name: string;
  readonly first: number;
  readonly last: number;
  readonly names?: readonly string[];
}

/**
 * Parses the six fields of an EventBridge cron expression: minutes, hours, day of month, month, day of week (1 is
 * Sunday), year. `,`, `-`, `*`, `/` and `?` are supported; `L`, `W` and `#` are refused by name.
 */
export function parseCron(text: string): Schedule {
  const parts = text.trim().split(/\s+/);
  if (parts.length !== 6)
    throw new Error(`cron(${text}): expected six fields (minutes hours day-of-month month day-of-week year)`);
  const [minutes, hours, dayOfMonth, month, dayOfWeek, year] = parts as [
    string,
    string,
    string,
    string,
    string,
    string,
  ];
  if ((dayOfMonth === '?') === (dayOfWeek === '?'))
    throw new Error(`cron(${text}): expected "?" in exactly one of day-of-month and day-of-week`);
  const minuteSet = parseField(minutes, { name: 'minutes', first: 0, last: 59 });
  const hourSet = parseField(hours, { name: 'hours', first: 0, last: 23 });
  const daySet = parseField(dayOfMonth, { name: 'day-of-month', first: 1, last: 31 });
  const monthSet = parseField(month, { name: 'month', first: 1, last: 12, names: MONTHS });
  const weekdaySet = parseField(dayOfWeek, { name: 'day-of-week', first: 1, last: 7, names: WEEKDAYS });
  const yearSet = parseField(year, { name: 'year', first: 1970, last: 2199 });
  const isDay = (date: Date) =>
    yearSet.has(date.getUTCFullYear()) &&
    monthSet.has(date.getUTCMonth() + 1) &&
    daySet.has(date.getUTCDate()) &&
    weekdaySet.has(date.getUTCDay() + 1);
  const times = [...hourSet].flatMap((hour) => [...minuteSet].map((minute) => (hour * 60 + minute) * 60_000));
  times.sort((a, b) => a - b);
  return {
    next(after) {
      const today = Math.floor(after / DAY) * DAY;
      for (let day = 0; day < SEARCH_DAYS; day++) {
        const midnight = today + day * DAY;
        if (!isDay(new Date(midnight))) continue;
        const time = times.find((offset) => midnight + offset > after);
        if (time !== undefined) return midnight + time;
      }
      return undefined;
    },
  };
}

function parseField(text: string, field: Field): Set<number> {
  const values = new Set<number>();
  for (const part of text.split(',')) {
    const [range = '', step] = part.split('/');
    const [from, to] = bounds(range, { field, hasStep: step !== undefined });
    const by = step === undefined ? 1 : Number(step);
    if (!Number.isInteger(by) || by < 1) throw invalid(text, field);
    for (let value = from; value <= to; value += by) values.add(value);
  }
  return values;
}

function bounds(range: string, { field, hasStep }: { field: Field; hasStep: boolean }): [number, number] {
  if (range === '*' || range === '?') return [field.first, field.last];
  const [from, to = hasStep ? String(field.last) : from] = range.split('-');
  const values = [from, to].map((value) => {
    const named = field.names?.indexOf((value ?? '').toUpperCase()) ?? -1;
    return named >= 0 ? named + field.first : /^\d+$/.test(value ?? '') ? Number(value) : Number.NaN;
  }) as [number, number];
  if (!(values[0] >= field.first && values[1] <= field.last && values[0] <= values[1]))
    throw invalid(range, field);
  return values;
}

function invalid(text: string, field: Field): Error {
  return new Error(
    `cron field ${field.name}: expected numbers from ${field.first} to ${field.last} with "," "-" "*" "/" or "?", got "${text}"`,
  );
}
