import { Stack, type StackProps } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import type { Config } from '../config';
import { ArtifactStore } from '../constructs/artifact-store';
import { DataKey } from '../constructs/data-key';
import { DeliveryPipeline } from '../constructs/delivery-pipeline';
import { Ledger } from '../constructs/ledger';
import { Notifications } from '../constructs/notifications';
import { Observability } from '../constructs/observability';
import { PackageBuild } from '../constructs/package-build';
import { PublishHandlers } from '../constructs/publish-handlers';
import { PublishJob } from '../constructs/publish-job';
import { PublishWorkflow } from '../constructs/publish-workflow';
import { Recovery } from '../constructs/recovery';
import { ReleaseStore } from '../constructs/release-store';
import { artifactBucketName, deploymentNames, releaseBucketName, roleNames } from '../contract';
import { addOutputs } from './outputs';
import { repositoryNames } from './repository-names';

/** Properties of a {@link PipelineStack}. */
export interface PipelineStackProps extends StackProps {
  readonly config: Config;
}

/** What a deployment has once: pipeline, workflow, ledger and release store, in the primary region. */
export class PipelineStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: PipelineStackProps) {
    super(scope, id, props);
    const names = deploymentNames(config.deployment);
    const encryptionKey = this.dataKey(config);
    const notifications = new Notifications(this, 'Notifications', {
      topicName: names.notificationTopic,
      emails: config.notificationEmails,
      encryptionKey,
    });
    const releases = new ReleaseStore(this, 'Releases', {
      bucketName: releaseBucketName(config.deployment, this.account, this.region),
      noncurrentDays: config.retention.noncurrentReleaseDays,
      encryptionKey,
    });
    const ledger = new Ledger(this, 'Ledger', { tableName: names.ledgerTable, encryptionKey });
    const workflow = this.workflow(config, { releases, ledger, encryptionKey });
    const recovery = this.recovery(config, { workflow, ledger, encryptionKey });
    const pipeline = this.pipeline(config, { releases, workflow, notifications, encryptionKey });
    new Observability(this, 'Observability', {
      deployment: config.deployment,
      regions: config.regions,
      dashboardName: names.dashboard,
      pipelineName: names.pipeline,
      workflow,
      sweep: recovery.sweep,
      buildProject: pipeline.build.project,
      notifications,
    });
    addOutputs(this, { config, pipeline, workflow, ledger, releases, notifications });
  }

  private dataKey(config: Config): IKey | undefined {
    if (config.encryption !== 'customer-key') return undefined;
    return new DataKey(this, 'Key', {
      description: `Releases, ledger and notifications of ${config.deployment}`,
      // The rules that publish to the topic let EventBridge use the key themselves.
      publishers: ['cloudwatch.amazonaws.com'],
    });
  }

  private workflow(
    config: Config,
    data: { releases: ReleaseStore; ledger: Ledger; encryptionKey: IKey | undefined },
  ): PublishWorkflow {
    const names = deploymentNames(config.deployment);
    const roles = roleNames(config.deployment);
    const shared = {
      repositories: repositoryNames(config),
      regions: config.regions,
      logRetentionDays: config.retention.logDays,
    };
    const job = new PublishJob(this, 'PublishJob', {
      ...shared,
      projectName: names.publishProject,
      roleName: roles.publishJob,
      compute: config.publish,
      releases: data.releases,
      encryptionKey: data.encryptionKey,
    });
    return new PublishWorkflow(this, 'Workflow', {
      ...shared,
      ...data,
      stateMachineName: names.stateMachine,
      roleName: roles.stateMachine,
      handlers: new PublishHandlers(this, 'Handlers', {
        ...shared,
        deployment: config.deployment,
        publishProject: job.project,
        inspect: { functionName: names.inspectFunction, roleName: roles.inspect },
        promote: { functionName: names.promoteFunction, roleName: roles.promote },
        retract: { functionName: names.retractFunction, roleName: roles.retract },
      }),
      jobRetries: config.publish.retries,
      job,
    });
  }

  private recovery(
    config: Config,
    { workflow, ...data }: { workflow: PublishWorkflow; ledger: Ledger; encryptionKey: IKey | undefined },
  ): Recovery {
    const names = deploymentNames(config.deployment);
    const roles = roleNames(config.deployment);
    return new Recovery(this, 'Recovery', {
      ...data,
      stateMachine: workflow.stateMachine,
      ruleName: names.recoveryRule,
      sweeperName: names.sweeperSchedule,
      roleName: roles.recovery,
      sweep: { stateMachineName: names.sweepStateMachine, roleName: roles.sweep },
      logRetentionDays: config.retention.logDays,
    });
  }

  private pipeline(
    config: Config,
    parts: {
      releases: ReleaseStore;
      workflow: PublishWorkflow;
      notifications: Notifications;
      encryptionKey: IKey | undefined;
    },
  ): DeliveryPipeline {
    const names = deploymentNames(config.deployment);
    const roles = roleNames(config.deployment);
    const artifacts = new ArtifactStore(this, 'Artifacts', {
      bucketName: artifactBucketName(config.deployment, this.account, this.region),
      expireDays: config.retention.artifactDays,
      encryptionKey: parts.encryptionKey,
    });
    return new DeliveryPipeline(this, 'Delivery', {
      ...parts,
      artifacts,
      pipelineName: names.pipeline,
      roleNames: roles,
      source: config.source,
      approval: config.approval,
      build: new PackageBuild(this, 'Build', {
        projectName: names.buildProject,
        roleName: roles.buildJob,
        compute: config.build,
        logRetentionDays: config.retention.logDays,
        artifacts,
        encryptionKey: parts.encryptionKey,
      }),
    });
  }
}
