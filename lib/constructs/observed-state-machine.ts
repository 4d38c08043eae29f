import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import type { Grant } from './grant';
import { ServiceLogs } from './service-logs';
import { ServiceRole } from './service-role';

/** Properties of an {@link ObservedStateMachine}. */
export interface ObservedStateMachineProps {
  readonly stateMachineName: string;
  readonly roleName: string;
  /** What it is for. */
  readonly description: string;
  /** Text of the definition; loadStateMachine reads one. */
  readonly definition: string;
  /** Values of its placeholders. */
  readonly substitutions: Readonly<Record<string, string>>;
  /** What it may do beside logging and tracing its executions. */
  readonly grants: readonly Grant[];
  readonly logRetentionDays: number;
}

/** A state machine with a role, a log group and traces of its own. It makes a `Role` and `Logs` beside itself. */
export class ObservedStateMachine extends StateMachine {
  /** Where every step of every execution is written down. */
  readonly logGroupName: string;

  constructor(scope: Construct, id: string, props: ObservedStateMachineProps) {
    // With this prefix, Step Functions needs no entry of its own in the account's one log resource policy.
    const logGroupName = `/aws/vendedlogs/states/${props.stateMachineName}`;
    const role = new ServiceRole(scope, 'Role', {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: props.description,
      grants: [...props.grants, ...OBSERVE],
    });
    super(scope, id, {
      stateMachineName: props.stateMachineName,
      // Not from a file asset: with the text in the template, synthesis checks every state and placeholder.
      definitionBody: DefinitionBody.fromString(props.definition),
      definitionSubstitutions: { ...props.substitutions },
      role: role.exact,
      tracingEnabled: true,
      logs: {
        destination: new ServiceLogs(scope, 'Logs', { logGroupName, retentionDays: props.logRetentionDays }),
        level: LogLevel.ALL,
        includeExecutionData: true,
      },
    });
    this.logGroupName = logGroupName;
  }
}

/** Logging and tracing of executions. */
const OBSERVE: readonly Grant[] = [
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
