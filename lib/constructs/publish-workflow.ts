import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { ITable } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { loadStateMachine } from './definitions';
import { type Grant, grantKey, WILDCARD } from './grant';
import { ObservedStateMachine } from './observed-state-machine';
import type { PublishHandlers } from './publish-handlers';
import type { PublishJob } from './publish-job';

/** Properties of a {@link PublishWorkflow}. */
export interface PublishWorkflowProps {
  readonly stateMachineName: string;
  readonly roleName: string;
  readonly ledger: ITable;
  readonly releases: IBucket;
  readonly job: PublishJob;
  readonly handlers: PublishHandlers;
  /** How often a publish job that failed is started again. Each may take half an hour of the run's four. */
  readonly jobRetries: number;
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
  readonly stateMachine: ObservedStateMachine;
  /** The name itself, not a reference to it: roles that come before the state machine need it. */
  readonly stateMachineName: string;
  readonly job: PublishJob;
  readonly handlers: PublishHandlers;

  constructor(scope: Construct, id: string, props: PublishWorkflowProps) {
    super(scope, id);
    this.stateMachineName = props.stateMachineName;
    this.job = props.job;
    this.handlers = props.handlers;
    const substitutions = {
      LedgerTableName: props.ledger.tableName,
      ReleaseBucketName: props.releases.bucketName,
      PublishProjectName: props.job.project.projectName,
      InspectFunctionArn: props.handlers.inspectFunction.functionArn,
      PromoteFunctionArn: props.handlers.promoteFunction.functionArn,
      RetractFunctionArn: props.handlers.retractFunction.functionArn,
      Regions: props.regions.join(','),
    };
    this.stateMachine = new ObservedStateMachine(this, 'StateMachine', {
      stateMachineName: props.stateMachineName,
      roleName: props.roleName,
      description: 'Publishes package versions to every region or to none',
      definition: loadStateMachine('publish', substitutions, { PublishJob: props.jobRetries }),
      substitutions,
      grants: [...this.workOnData(props), ...this.runJobs(props), ...this.lookAndTell(props)],
      logRetentionDays: props.logRetentionDays,
    });
  }

  private workOnData({ ledger, releases, encryptionKey }: PublishWorkflowProps): Grant[] {
    return [
      {
        sid: 'KeepLedger',
        actions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [ledger.tableArn],
      },
      {
        sid: 'KnowWhatIsMissing',
        actions: ['s3:ListBucket'],
        // Without it, S3 answers "access denied" for a key that does not exist.
        resources: [releases.bucketArn],
      },
      {
        sid: 'ReadReleases',
        actions: ['s3:GetObject'],
        resources: [releases.arnForObjects('*')],
        wildcard: WILDCARD.releases,
      },
      ...grantKey(this, encryptionKey, {
        sid: 'DecryptReleases',
        service: 's3',
        actions: ['kms:Decrypt'],
      }),
      ...grantKey(this, encryptionKey, {
        sid: 'UseLedgerKey',
        service: 'dynamodb',
        actions: ['kms:Decrypt', 'kms:DescribeKey', 'kms:Encrypt', 'kms:GenerateDataKey'],
      }),
    ];
  }

  private runJobs({ job, handlers }: PublishWorkflowProps): Grant[] {
    const stack = Stack.of(this);
    return [
      {
        sid: 'RunPublishJobs',
        actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'],
        resources: [job.project.projectArn],
      },
      {
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
      },
      {
        sid: 'CallHandlers',
        actions: ['lambda:InvokeFunction'],
        resources: [handlers.inspectFunction, handlers.promoteFunction, handlers.retractFunction].map(
          (handler) => handler.functionArn,
        ),
      },
    ];
  }

  private lookAndTell({ stateMachineName }: PublishWorkflowProps): Grant[] {
    const stack = Stack.of(this);
    return [
      {
        sid: 'LookAtLockOwner',
        actions: ['states:DescribeExecution'],
        resources: [
          stack.formatArn({
            service: 'states',
            resource: 'execution',
            resourceName: `${stateMachineName}:*`,
            arnFormat: ArnFormat.COLON_RESOURCE_NAME,
          }),
        ],
        wildcard: 'any earlier execution may hold the lock',
      },
      {
        sid: 'Announce',
        actions: ['events:PutEvents'],
        resources: [stack.formatArn({ service: 'events', resource: 'event-bus', resourceName: 'default' })],
      },
    ];
  }
}
