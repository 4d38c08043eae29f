import { Metric, type MetricProps } from 'aws-cdk-lib/aws-cloudwatch';
import { METRICS_NAMESPACE } from '../contract';

/** A metric that the workflow's functions write down themselves. */
export function workflowMetric(
  metricName: string,
  dimensionsMap: Readonly<Record<string, string>>,
  options: Pick<MetricProps, 'period' | 'statistic' | 'label'>,
): Metric {
  return new Metric({
    namespace: METRICS_NAMESPACE,
    metricName,
    dimensionsMap: { ...dimensionsMap },
    ...options,
  });
}
