import { ArnFormat, Stack } from 'aws-cdk-lib';
import { Artifact, ExecutionMode, type IAction, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import {
  CodeBuildAction,
  ManualApprovalAction,
  S3DeployAction,
  StateMachineInput,
  StepFunctionInvokeAction,
} from 'aws-cdk-lib/aws-codepipeline-actions';
import { ArnPrincipal, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { BUILD_JOB_ENV, type RoleNames } from '../contract';
import { type Grant, grantBucketInfo, grantKey } from './grant';
import type { PackageBuild } from './package-build';
import { PipelineSource, type PipelineSourceSpec } from './pipeline-source';
import type { PublishWorkflow } from './publish-workflow';
import { ServiceRole } from './service-role';

/** Properties of a {@link DeliveryPipeline}. */
export interface DeliveryPipelineProps {
  readonly pipelineName: string;
  readonly roleNames: RoleNames;
  readonly source: PipelineSourceSpec;
  readonly build: PackageBuild;
  readonly workflow: PublishWorkflow;
  readonly artifacts: IBucket;
  readonly releases: IBucket;
  /** Ask a person before anything is published. */
  readonly approval: boolean;
  /** Where requests for approval go. */
  readonly notifications: ITopic;
  /**
   * Key of both buckets.
   * @default - none of the deployment's own
   */
  readonly encryptionKey?: IKey;
}

/** Why actions may use every key of the artifact bucket, whose only purpose they are. */
const ARTIFACT_KEYS = 'CodePipeline makes up the keys of artifacts';

/** Variables that the build job exports, as later actions refer to them. */
const BUILD_NAMESPACE = 'Build';

/** From a push to a published version: Source, Build, Store, Publish. Pushes queue; none overtakes another. */
export class DeliveryPipeline extends Construct {
  readonly pipeline: Pipeline;
  readonly source: PipelineSource;
  readonly build: PackageBuild;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: DeliveryPipelineProps,
  ) {
    super(scope, id);
    const { pipelineName, roleNames } = props;
    this.build = props.build;
    this.source = new PipelineSource(this, 'Source', {
      spec: props.source,
      pipelineName,
      triggerRoleName: roleNames.pipelineTrigger,
    });
    const role = this.pipelineRole();
    const sourceArtifact = new Artifact('Source');
    const release = new Artifact('Release');
    const sourceAction = this.sourceAction(sourceArtifact, role);
    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineName,
      pipelineType: PipelineType.V2,
      executionMode: ExecutionMode.QUEUED,
      artifactBucket: props.artifacts,
      role: role.exact,
      triggers: this.source.triggers(sourceAction),
      stages: [
        { stageName: 'Source', actions: [sourceAction] },
        { stageName: 'Build', actions: [this.buildAction(sourceArtifact, release, role)] },
        ...(props.approval ? [{ stageName: 'Approve', actions: [this.approvalAction(role)] }] : []),
        { stageName: 'Store', actions: [this.storeAction(release, role)] },
        { stageName: 'Publish', actions: [this.publishAction(role)] },
      ],
    });
  }

  /** Each action has a role of its own; the pipeline only assumes them. */
  private pipelineRole(): ServiceRole {
    const names = this.props.roleNames;
    const actionRoles = [
      names.sourceAction,
      names.buildAction,
      ...(this.props.approval ? [names.approvalAction] : []),
      names.storeAction,
      names.publishAction,
    ];
    return new ServiceRole(this, 'Role', {
      roleName: names.pipeline,
      assumedBy: new ServicePrincipal('codepipeline.amazonaws.com'),
      description: 'Runs the pipeline by assuming the roles of its actions',
      grants: [
        {
          sid: 'AssumeActionRoles',
          actions: ['sts:AssumeRole'],
          resources: actionRoles.map((resourceName) =>
            Stack.of(this).formatArn({ service: 'iam', region: '', resource: 'role', resourceName }),
          ),
        },
      ],
    });
  }

  private actionRole(id: string, pipeline: ServiceRole, options: { name: string; grants: Grant[] }) {
    return new ServiceRole(this, `${id}Role`, {
      roleName: options.name,
      assumedBy: new ArnPrincipal(pipeline.roleArn),
      description: `Action ${id} of pipeline ${this.props.pipelineName}`,
      grants: options.grants,
    }).exact;
  }

  private sourceAction(output: Artifact, pipeline: ServiceRole): IAction {
    const role = this.actionRole('Source', pipeline, {
      name: this.props.roleNames.sourceAction,
      grants: [
        ...this.source.grants,
        grantBucketInfo('LookAtArtifactBucket', this.props.artifacts),
        {
          sid: 'HandOverSource',
          actions: this.source.handOverActions,
          resources: [this.props.artifacts.arnForObjects('*')],
          wildcard: ARTIFACT_KEYS,
        },
        ...grantKey(this, this.props.encryptionKey, {
          sid: 'EncryptSource',
          service: 's3',
          // A multipart upload decrypts what it has sent before.
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        }),
      ],
    });
    return this.source.action(output, role);
  }

  private buildAction(input: Artifact, output: Artifact, pipeline: ServiceRole): IAction {
    const { project } = this.build;
    const role = this.actionRole('Build', pipeline, {
      name: this.props.roleNames.buildAction,
      grants: [
        {
          sid: 'RunBuild',
          actions: ['codebuild:BatchGetBuilds', 'codebuild:StartBuild', 'codebuild:StopBuild'],
          resources: [project.projectArn],
        },
      ],
    });
    return new CodeBuildAction({
      actionName: 'Build',
      project,
      input,
      outputs: [output],
      role,
      environmentVariables: {
        [BUILD_JOB_ENV.commitId]: { value: this.source.commitId },
        [BUILD_JOB_ENV.commitDate]: { value: this.source.commitDate },
      },
      variablesNamespace: BUILD_NAMESPACE,
    });
  }

  private approvalAction(pipeline: ServiceRole): IAction {
    const role = this.actionRole('Approve', pipeline, {
      name: this.props.roleNames.approvalAction,
      grants: [
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
      ],
    });
    return new ManualApprovalAction({
      actionName: 'Approve',
      notificationTopic: this.props.notifications,
      additionalInformation: `Publish ${variable('PACKAGE')} ${variable('VERSION')} to every region?`,
      role,
    });
  }

  private storeAction(input: Artifact, pipeline: ServiceRole): IAction {
    const { artifacts, releases, encryptionKey } = this.props;
    const role = this.actionRole('Store', pipeline, {
      name: this.props.roleNames.storeAction,
      grants: [
        grantBucketInfo('LookAtArtifactBucket', artifacts),
        {
          sid: 'TakeRelease',
          actions: ['s3:GetObject', 's3:GetObjectVersion'],
          resources: [artifacts.arnForObjects('*')],
          wildcard: ARTIFACT_KEYS,
        },
        {
          sid: 'StoreRelease',
          actions: ['s3:PutObject'],
          resources: [releases.arnForObjects('*')],
          wildcard: 'keys start with names and digests that only a build knows',
        },
        ...grantKey(this, encryptionKey, {
          sid: 'ReencryptRelease',
          service: 's3',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        }),
      ],
    });
    return new S3DeployAction({
      actionName: 'Store',
      bucket: releases,
      input,
      extract: true,
      objectKey: `${variable('PACKAGE')}/${variable('VERSION')}/${variable('DIGEST')}`,
      role,
    });
  }

  private publishAction(pipeline: ServiceRole): IAction {
    const { stateMachine, stateMachineName } = this.props.workflow;
    const stack = Stack.of(this);
    const executions = stack.formatArn({
      service: 'states',
      resource: 'execution',
      resourceName: `${stateMachineName}:*`,
      arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    });
    const role = this.actionRole('Publish', pipeline, {
      name: this.props.roleNames.publishAction,
      grants: [
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
      ],
    });
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

/** A variable that the build job exports (`BUILD_EXPORTS`). */
function variable(name: 'PACKAGE' | 'VERSION' | 'DIGEST' | 'REVISION'): string {
  return `#{${BUILD_NAMESPACE}.${name}}`;
}
