import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import { type PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { DefinitionBody, LogLevel, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { loadStateMachine } from '../contract/definitions';
import type { PublishHandlers } from './publish-handlers';
import type { PublishJob } from './publish-job';
import { ServiceLogs } from './service-logs';
import { ServiceRole } from './service-role';
import { allow, allowKey } from './statements';

/** Properties of a {@link PublishWorkflow}. */
export interface PublishWorkflowProps {
  readonly stateMachineName: string;
  readonly roleName: string;
  readonly ledger: ITable;
  readonly releases: IBucket;
  readonly job: PublishJob;
  readonly handlers: PublishHandlers;
  /** Every region that serves versions, the primary one first. */
  readonly regions: readonly string[];
  readonly logRetentionDays: number;
  /**
   * Key of ledger and release bucket.
   * @default - none of the deployment's own
   */
  readonly encryptionKey?: IKey;
}

/** The state machine that publishes a version to every region or to none. */
export class PublishWorkflow extends Construct {
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: PublishWorkflowProps) {
    super(scope, id);
    const substitutions = {
      LedgerTableName: props.ledger.tableName,
      ReleaseBucketName: props.releases.bucketName,
      PublishProjectName: props.job.project.projectName,
      InspectFunctionArn: props.handlers.inspectFunction.functionArn,
      PromoteFunctionArn: props.handlers.promoteFunction.functionArn,
      RetractFunctionArn: props.handlers.retractFunction.functionArn,
      Regions: props.regions.join(','),
    };
    const role = new ServiceRole(this, 'Role', {
      roleName: props.roleName,
      assumedBy: new ServicePrincipal('states.amazonaws.com'),
      description: 'Publishes package versions to every region or to none',
      statements: [
        ...this.useData(props),
        ...this.runJobs(props),
        ...this.startExecutions(props),
        ...OBSERVE,
      ],
    });
    this.stateMachine = new StateMachine(this, 'StateMachine', {
      stateMachineName: props.stateMachineName,
      // Not from a file asset: with the text in the template, synthesis checks every state and placeholder.
      definitionBody: DefinitionBody.fromString(loadStateMachine('publish', substitutions)),
      definitionSubstitutions: substitutions,
      role: role.exact,
      tracingEnabled: true,
      logs: {
        destination: new ServiceLogs(this, 'Logs', {
          // With this prefix, Step Functions needs no entry of its own in the account's one log resource policy.
          logGroupName: `/aws/vendedlogs/states/${props.stateMachineName}`,
          retentionDays: props.logRetentionDays,
        }),
        level: LogLevel.ALL,
        includeExecutionData: true,
      },
    });
  }

  private useData({ ledger, releases, encryptionKey }: PublishWorkflowProps): PolicyStatement[] {
    return [
      allow({
        sid: 'KeepLedger',
        actions: ['dynamodb:GetItem', 'dynamodb:Scan', 'dynamodb:UpdateItem'],
        resources: [ledger.tableArn],
      }),
      allow({ sid: 'ReadReleases', actions: ['s3:GetObject'], resources: [releases.arnForObjects('*')] }),
      ...allowKey(this, encryptionKey, {
        sid: 'DecryptReleases',
        service: 's3',
        actions: ['kms:Decrypt'],
      }),
      ...allowKey(this, encryptionKey, {
        sid: 'UseLedgerKey',
        service: 'dynamodb',
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      }),
    ];
  }

  private runJobs({ job, handlers }: PublishWorkflowProps): PolicyStatement[] {
    const stack = Stack.of(this);
    return [
      allow({
        sid: 'RunPublishJobs',
        actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'],
        resources: [job.project.projectArn],
      }),
      allow({
        sid: 'HearWhenJobsEnd',
        actions: ['events:DescribeRule', 'events:PutRule', 'events:PutTargets'],
        // Step Functions itself makes this rule for `startBuild.sync` (developer guide, "CodeBuild integration").
        resources: [
          stack.formatArn({
            service: 'events',
            resource: 'rule',
            resourceName: 'StepFunctionsGetEventForCodeBuildStartBuildRule',
          }),
        ],
      }),
      allow({
        sid: 'CallHandlers',
        actions: ['lambda:InvokeFunction'],
        resources: [handlers.inspectFunction, handlers.promoteFunction, handlers.retractFunction].map(
          (handler) => handler.functionArn,
        ),
      }),
    ];
  }

  private startExecutions({ stateMachineName }: PublishWorkflowProps): PolicyStatement[] {
    const stack = Stack.of(this);
    const arn = (resource: string, resourceName: string) =>
      stack.formatArn({
        service: 'states',
        resource,
        resourceName,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      });
    return [
      allow({
        sid: 'LookAtLockOwner',
        actions: ['states:DescribeExecution'],
        resources: [arn('execution', `${stateMachineName}:*`)],
      }),
      allow({
        sid: 'StartRollbacks',
        actions: ['states:StartExecution'],
        resources: [arn('stateMachine', stateMachineName)],
      }),
      allow({
        sid: 'Announce',
        actions: ['events:PutEvents'],
        resources: [stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })],
      }),
    ];
  }
}

/** Logging and tracing of executions. None of these actions takes a resource (service authorization reference). */
const OBSERVE = [
  allow({
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
  }),
  allow({
    sid: 'Trace',
    actions: [
      'xray:GetSamplingRules',
      'xray:GetSamplingTargets',
      'xray:PutTelemetryRecords',
      'xray:PutTraceSegments',
    ],
    resources: ['*'],
  }),
];
