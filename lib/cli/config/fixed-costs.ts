import type { PlannedStack } from './planned-stacks';

/** What a deployment costs each month even when nothing is published. */
export interface FixedCost {
  readonly item: string;
  readonly count: number;
  /** US dollars for one, in us-east-1. */
  readonly each: number;
  readonly total: number;
  /** What the price is for, and what of it AWS gives for nothing. */
  readonly remark: string;
}

/** Every 15 minutes, 24 hours a day, 365 / 12 days a month; each passes five states. */
const TRANSITIONS_OF_SWEEPS = 4 * 730 * 5;

/**
 * Counts what has a price of its own in the templates. Prices: aws.amazon.com/kms/pricing, /cloudwatch/pricing and
 * /step-functions/pricing, us-east-1; they differ a little between regions. Free tiers are not taken off, because an
 * account may have spent them elsewhere.
 */
export function fixedCosts(stacks: readonly PlannedStack[]): FixedCost[] {
  const all = stacks.flatMap(({ template }) => Object.values<any>(template.Resources));
  const of = (type: string) => all.filter(({ Type }) => Type === type);
  const alarmMetrics = of('AWS::CloudWatch::Alarm').flatMap(({ Properties }) =>
    Properties.Metrics ? Properties.Metrics.filter((metric: any) => metric.MetricStat) : [Properties],
  );
  return [
    cost('KMS keys', of('AWS::KMS::Key').length, 1, '+1 for each of the first two yearly rotations of a key'),
    cost('alarm metrics', alarmMetrics.length, 0.1, 'the first 10 of an account are free'),
    cost('dashboards', of('AWS::CloudWatch::Dashboard').length, 3, 'the first 3 of an account are free'),
    cost(
      'thousand state transitions of sweeps',
      TRANSITIONS_OF_SWEEPS / 1000,
      0.025,
      'the first 4,000 transitions of an account are free',
    ),
  ].filter(({ count }) => count > 0);
}

function cost(item: string, count: number, each: number, remark: string): FixedCost {
  return { item, count, each, total: Math.round(count * each * 100) / 100, remark };
}
