import { DIMENSION, METRIC, METRICS_NAMESPACE } from '../contract';

/** One step of the workflow in one region. */
export interface MeasuredStep {
  readonly step: string;
  readonly region: string;
  readonly package: string;
  readonly version: string;
}

/** Where handlers say what they did, in numbers. */
export interface Metrics {
  /** Counts something about the deployment as a whole. */
  count(metric: typeof METRIC.expiredLocks | typeof METRIC.stoppedJobs): void;
  /** Counts an attempt of `work`, whether it failed and how long it took. Its answer or error passes through. */
  measure<T>(step: MeasuredStep, work: () => Promise<T>): Promise<T>;
}

/** What metrics are made with. */
export interface MetricsOptions {
  readonly deployment: string;
  /** Writes one line of the function's log. */
  readonly print: (line: string) => void;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface Definition {
  readonly Name: string;
  readonly Unit: 'Count' | 'Milliseconds';
}

const { deployment: DEPLOYMENT, region: REGION, package: PACKAGE } = DIMENSION;
const STEP_METRICS: Definition[] = [
  { Name: METRIC.attempts, Unit: 'Count' },
  { Name: METRIC.failures, Unit: 'Count' },
  { Name: METRIC.duration, Unit: 'Milliseconds' },
];

/**
 * Writes metrics as log lines from which CloudWatch takes them (embedded metric format): that needs no right but the
 * one to write the log, and takes no time of the call. The line also holds step, version and error, for queries.
 *
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function createMetrics({ deployment, print, now }: MetricsOptions): Metrics {
  const write = (dimensions: string[][], metrics: Definition[], values: Record<string, string | number>) =>
    print(
      JSON.stringify({
        _aws: {
          Timestamp: now(),
          CloudWatchMetrics: [{ Namespace: METRICS_NAMESPACE, Dimensions: dimensions, Metrics: metrics }],
        },
        [DEPLOYMENT]: deployment,
        ...values,
      }),
    );
  return {
    count(metric) {
      write([[DEPLOYMENT]], [{ Name: metric, Unit: 'Count' }], { [metric]: 1 });
    },
    async measure({ step, region, package: name, version }, work) {
      const start = now();
      const end = (failures: 0 | 1, error?: unknown) =>
        write(
          [
            [DEPLOYMENT, REGION],
            [DEPLOYMENT, REGION, PACKAGE],
          ],
          STEP_METRICS,
          {
            [REGION]: region,
            [PACKAGE]: name,
            Version: version,
            Step: step,
            ...(error === undefined ? {} : { Error: error instanceof Error ? error.name : String(error) }),
            [METRIC.attempts]: 1,
            [METRIC.failures]: failures,
            [METRIC.duration]: now() - start,
          },
        );
      try {
        const answer = await work();
        end(0);
        return answer;
      } catch (error) {
        end(1, error);
        throw error;
      }
    },
  };
}
