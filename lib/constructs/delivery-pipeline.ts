import { Stack } from 'aws-cdk-lib';
import { Artifact, ExecutionMode, Pipeline, PipelineType } from 'aws-cdk-lib/aws-codepipeline';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { RoleNames } from '../contract';
import { grantBucketInfo, grantKey, WILDCARD } from './grant';
import type { PackageBuild } from './package-build';
import { PipelineActions } from './pipeline-actions';
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
    const actions = new PipelineActions(this, 'Actions', {
      ...props,
      pipelineRole: role,
      source: this.source,
    });
    // Not the name of the action's namespace, which "cannot conflict with any artifact names" (user guide, variables).
    const sourceArtifact = new Artifact('SourceCode');
    const release = new Artifact('Release');
    const sourceAction = actions.fetchSource(sourceArtifact);
    this.pipeline = new Pipeline(this, 'Pipeline', {
      pipelineName,
      pipelineType: PipelineType.V2,
      executionMode: ExecutionMode.QUEUED,
      artifactBucket: props.artifacts,
      role: role.exact,
      triggers: this.source.triggers(sourceAction),
      stages: [
        { stageName: 'Source', actions: [sourceAction] },
        { stageName: 'Build', actions: [actions.runBuild(sourceArtifact, release)] },
        ...(props.approval ? [{ stageName: 'Approve', actions: [actions.askForApproval()] }] : []),
        { stageName: 'Store', actions: [actions.storeRelease(release)] },
        { stageName: 'Publish', actions: [actions.startRun()] },
      ],
    });
    this.source.startOnPush(this.pipeline);
  }

  /**
   * Each action has a role of its own, which the pipeline assumes. The guide counts access to the artifacts as the least
   * that a pipeline's role needs beside that (user guide, "Manage the CodePipeline service role"), and the CDK grants it
   * to every pipeline; neither says what for.
   */
  private pipelineRole(): ServiceRole {
    const { roleNames: names, artifacts, encryptionKey } = this.props;
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
        grantBucketInfo('LookAtArtifactBucket', artifacts, 'codepipeline'),
        {
          sid: 'KeepArtifacts',
          actions: ['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
          resources: [artifacts.arnForObjects('*')],
          wildcard: WILDCARD.artifacts,
        },
        ...grantKey(this, encryptionKey, {
          sid: 'EncryptArtifacts',
          service: 's3',
          actions: ['kms:Decrypt', 'kms:GenerateDataKey'],
        }),
      ],
    });
  }
}
