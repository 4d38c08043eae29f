import { parseCron } from './cron-expression';

/** When a schedule fires. */
export interface Schedule {
  /** First moment after `after`, both in milliseconds since the epoch; undefined when there is none any more. */
  next(after: number): number | undefined;
  /** Set for `rate()`: the interval in milliseconds. */
  readonly every?: number;
}

const UNITS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/**
 * Parses `rate(5 minutes)` and `cron(0 3 * * ? *)`, in UTC.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-scheduled-rule-pattern.html
 * @throws Error that says what is wrong with the expression.
 */
export function parseSchedule(expression: string): Schedule {
  const rate = /^rate\((\d+) (minute|hour|day)(s?)\)$/.exec(expression);
  if (rate) {
    const [, count, unit = '', plural] = rate;
    const value = Number(count);
    // "rate(1 minutes)" and "rate(5 minute)" are refused by AWS too.
    if (value > 0 && (value === 1) === (plural === '')) {
      const every = value * (UNITS[unit] as number);
      return { every, next: (after) => after + every };
    }
  }
  const cron = /^cron\((.*)\)$/.exec(expression);
  if (cron) return parseCron(cron[1] as string);
  throw new Error(
    `schedule expression: expected "rate(5 minutes)", "rate(1 day)" or "cron(0 3 * * ? *)", got "${expression}"`,
  );
}
