import type { Grant } from './grant';

/** What the role of a state machine may do beside its work: log and trace its executions. */
export const OBSERVE_EXECUTIONS: readonly Grant[] = [
  {
    sid: 'DeliverLogs',
    actions: [
      'logs:CreateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:DescribeLogGroups',
      'logs:DescribeResourcePolicies',
      'logs:GetLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:UpdateLogDelivery',
    ],
    resources: ['*'],
    wildcard:
      'log deliveries have no ARN (service authorization reference, Amazon CloudWatch Logs; Step Functions developer guide, "Logging")',
  },
  {
    sid: 'Trace',
    actions: [
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
    resources: ['*'],
    wildcard:
      'none of these actions takes a resource for traces (service authorization reference, AWS X-Ray)',
  },
];
