import { ArnFormat, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { LogGroup, type RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Grant } from './grant';

/** Properties of {@link ServiceLogs}. */
export interface ServiceLogsProps {
  readonly logGroupName: string;
  readonly retentionDays: number;
}

/** A log group that exists before its writer, with a retention period: one a service creates by itself keeps for ever. */
export class ServiceLogs extends LogGroup {
  constructor(scope: Construct, id: string, props: ServiceLogsProps) {
    super(scope, id, {
      logGroupName: props.logGroupName,
      retention: props.retentionDays as RetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
  }
}

/** Lets a role write to the log group called `logGroupName`. */
export function grantWriteLogs(scope: Construct, logGroupName: string): Grant {
  return {
    sid: 'WriteLogs',
    actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
    // The streams of a log group have the group's ARN followed by `:log-stream:NAME`.
    resources: [
      Stack.of(scope).formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${logGroupName}:*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      }),
    ],
    wildcard: 'the writer makes up the names of its log streams',
  };
}
