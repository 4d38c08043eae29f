import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { Artifact, IAction } from 'aws-cdk-lib/aws-codepipeline';
import {
  CodeBuildAction,
  ManualApprovalAction,
  S3DeployAction,
  StateMachineInput,
  StepFunctionInvokeAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { ArnPrincipal, type IRole } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { type BUILD_EXPORTS, BUILD_JOB_ENV, type RoleNames } from '../contract';
import { type Grant, grantBucketInfo, grantKey, WILDCARD } from './grant';
import type { PackageBuild } from './package-build';
import type { PipelineSource } from './pipeline-source';
import type { PublishWorkflow } from './publish-workflow';
import { ServiceRole } from './service-role';

/** Properties of {@link PipelineActions}. */
export interface PipelineActionsProps {
  readonly pipelineName: string;
  /** The one role that may assume those of the actions. */
  readonly pipelineRole: IRole;
  readonly roleNames: RoleNames;
  readonly source: PipelineSource;
  readonly build: PackageBuild;
  readonly workflow: PublishWorkflow;
  readonly artifacts: IBucket;
  readonly releases: IBucket;
  /** Where requests for approval go. */
  readonly notifications: ITopic;
  /**
   * Key of both buckets and the topic.
   * @default - none of the deployment's own
   */
  readonly encryptionKey?: IKey;
}

/** Variables that the build job exports, as later actions refer to them. */
const BUILD_NAMESPACE = 'Build';

/** The actions of the pipeline, each with a role that can do what the action does and no more. */
export class PipelineActions extends Construct {
  constructor(
    scope: Construct,
    id: string,
    private readonly props: PipelineActionsProps,
  ) {
    super(scope, id);
  }

  private role(id: string, roleName: string, grants: Grant[]): IRole {
    return new ServiceRole(this, `${id}Role`, {
      roleName,
      assumedBy: new ArnPrincipal(this.props.pipelineRole.roleArn),
      description: `Action ${id} of pipeline ${this.props.pipelineName}`,
      grants,
    }).exact;
  }

  /** Fetches the pushed commit into `output`. */
  fetchSource(output: Artifact): IAction {
    const role = this.role('Source', this.props.roleNames.sourceAction, [
      ...this.props.source.grants,
      grantBucketInfo('LookAtArtifactBucket', this.props.artifacts, 'codepipeline'),
      {
        sid: 'HandOverSource',
        actions: this.props.source.handOverActions,
        resources: [this.props.artifacts.arnForObjects('*')],
        wildcard: WILDCARD.artifacts,
      },
      ...grantKey(this, this.props.encryptionKey, {
        sid: 'EncryptSource',
        service: 's3',
        // A multipart upload decrypts what it has sent before.
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      }),
    ]);
    return this.props.source.action(output, role);
  }

  /** Builds the source in `input` into the release in `output`. */
  runBuild(input: Artifact, output: Artifact): IAction {
    const { project } = this.props.build;
    const role = this.role('Build', this.props.roleNames.buildAction, [
      {
        sid: 'RunBuild',
        actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'],
        resources: [project.projectArn],
      },
    ]);
    return new CodeBuildAction({
      actionName: 'Build',
      project,
      input,
      outputs: [output],
      role,
      environmentVariables: {
        [BUILD_JOB_ENV.commitId]: { value: this.props.source.commitId },
        [BUILD_JOB_ENV.commitDate]: { value: this.props.source.commitDate },
      },
      variablesNamespace: BUILD_NAMESPACE,
    });
  }

  /** Waits until a person agrees. */
  askForApproval(): IAction {
    const role = this.role('Approve', this.props.roleNames.approvalAction, [
      {
        sid: 'AskForApproval',
        actions: ['sns:Publish'],
        resources: [this.props.notifications.topicArn],
      },
      ...grantKey(this, this.props.encryptionKey, {
        sid: 'EncryptNotification',
        service: 'sns',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      }),
    ]);
    return new ManualApprovalAction({
      actionName: 'Approve',
      notificationTopic: this.props.notifications,
      additionalInformation: `Publish ${variable('PACKAGE')} ${variable('VERSION')} to every region?`,
      role,
    });
  }

  /** Puts the release in `input` where it stays for ever, under a key that is its own proof. */
  storeRelease(input: Artifact): IAction {
    const { artifacts, releases, encryptionKey } = this.props;
    const role = this.role('Store', this.props.roleNames.storeAction, [
      grantBucketInfo('LookAtArtifactBucket', artifacts, 'codepipeline'),
      {
        sid: 'TakeRelease',
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [artifacts.arnForObjects('*')],
        wildcard: WILDCARD.artifacts,
      },
      {
        sid: 'StoreRelease',
        actions: ['s3:PutObject'],
        resources: [releases.arnForObjects('*')],
        wildcard: WILDCARD.releases,
      },
      ...grantKey(this, encryptionKey, {
        sid: 'ReencryptRelease',
        service: 's3',
        actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
      }),
    ]);
    return new S3DeployAction({
      actionName: 'Store',
      bucket: releases,
      input,
      extract: true,
      objectKey: `${variable('PACKAGE')}/${variable('VERSION')}/${variable('DIGEST')}`,
      role,
    });
  }

  /** Starts a run of the workflow, and ends as the run ends. */
  startRun(): IAction {
    const { stateMachine, stateMachineName } = this.props.workflow;
    const stack = Stack.of(this);
    const executions = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const role = this.role('Publish', this.props.roleNames.publishAction, [
      {
        sid: 'StartRun',
        actions: ['states:DescribeStateMachine', 'states:StartExecution'],
        resources: [stateMachine.stateMachineArn],
      },
      {
        sid: 'FollowRun',
        actions: ['states:DescribeExecution'],
        resources: [executions],
        wildcard: 'CodePipeline makes up the names of executions',
      },
    ]);
    return new StepFunctionInvokeAction({
      actionName: 'Publish',
      stateMachine,
      // A literal, well under its limit of 1,000 characters: handing over the artifact meets other quotas.
      stateMachineInput: StateMachineInput.literal({
        package: variable('PACKAGE'),
        version: variable('VERSION'),
        digest: variable('DIGEST'),
        revision: variable('REVISION'),
      }),
      role,
    });
  }
}

/** A variable that the build job exports. */
function variable(name: (typeof BUILD_EXPORTS)[number]): string {
  return `#{${BUILD_NAMESPACE}.${name}}`;
}
