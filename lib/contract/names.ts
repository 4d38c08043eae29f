/**
 * The names of what a deployment creates. They are deterministic, so that stacks in different regions, the CLI and the
 * local runtime agree on them without cross-stack exports. Alarms, and rules that no other code refers to, get theirs
 * where they are made: the deployment's name and a suffix.
 */
export interface DeploymentNames {
  readonly stateMachine: string;
  readonly sweepStateMachine: string;
  readonly sweeperSchedule: string;
  readonly buildProject: string;
  readonly publishProject: string;
  readonly pipeline: string;
  readonly ledgerTable: string;
  readonly inspectFunction: string;
  readonly promoteFunction: string;
  readonly retractFunction: string;
  readonly notificationTopic: string;
  readonly recoveryRule: string;
  readonly dashboard: string;
}

/** Names of the deployment called `deployment` (lower-case letters, digits and hyphens). */
export function deploymentNames(deployment: string): DeploymentNames {
  return {
    stateMachine: `${deployment}-publish`,
    sweepStateMachine: `${deployment}-sweep`,
    sweeperSchedule: `${deployment}-sweeper`,
    buildProject: `${deployment}-build`,
    publishProject: `${deployment}-publish`,
    pipeline: deployment,
    ledgerTable: `${deployment}-ledger`,
    inspectFunction: `${deployment}-inspect`,
    promoteFunction: `${deployment}-promote`,
    retractFunction: `${deployment}-retract`,
    notificationTopic: `${deployment}-notifications`,
    recoveryRule: `${deployment}-recovery`,
    dashboard: deployment,
  };
}

/** Name of the bucket that keeps every release; bucket names are global, hence account and region. */
export function releaseBucketName(deployment: string, account: string, region: string): string {
  return `${deployment}-releases-${account}-${region}`;
}

/** Name of the bucket in which the pipeline hands artifacts from action to action. */
export function artifactBucketName(deployment: string, account: string, region: string): string {
  return `${deployment}-artifacts-${account}-${region}`;
}

/** IAM roles of a deployment. Repository policies in every region name some of them, hence deterministic. */
export interface RoleNames {
  readonly buildJob: string;
  readonly publishJob: string;
  readonly inspect: string;
  readonly promote: string;
  readonly retract: string;
  readonly stateMachine: string;
  readonly sweep: string;
  readonly recovery: string;
  readonly pipeline: string;
  readonly sourceAction: string;
  readonly buildAction: string;
  readonly approvalAction: string;
  readonly storeAction: string;
  readonly publishAction: string;
  readonly pipelineTrigger: string;
}

/** Role names of the deployment called `deployment`. IAM is global: they are unique in the account, not the region. */
export function roleNames(deployment: string): RoleNames {
  return {
    buildJob: `${deployment}-build-job`,
    publishJob: `${deployment}-publish-job`,
    inspect: `${deployment}-inspect`,
    promote: `${deployment}-promote`,
    retract: `${deployment}-retract`,
    stateMachine: `${deployment}-publish-workflow`,
    sweep: `${deployment}-sweep-workflow`,
    recovery: `${deployment}-recovery`,
    pipeline: `${deployment}-pipeline`,
    sourceAction: `${deployment}-source-action`,
    buildAction: `${deployment}-build-action`,
    approvalAction: `${deployment}-approval-action`,
    storeAction: `${deployment}-store-action`,
    publishAction: `${deployment}-publish-action`,
    pipelineTrigger: `${deployment}-pipeline-trigger`,
  };
}

/** Name of the pipeline's source action: a person may have it take another commit than the newest of the branch. */
export const SOURCE_ACTION = 'Source';

/** Name of the repository through which packages of PyPI enter the domain. */
export const UPSTREAM_REPOSITORY = 'pypi-store';

/** The domain and repositories that a deployment uses under the same names in every region. */
export interface RepositoryNames {
  readonly domain: string;
  readonly staging: string;
  readonly release: string;
}

/** Names of the CloudFormation stacks. */
export function stackNames(deployment: string) {
  return { region: (region: string) => `${deployment}-${region}`, pipeline: `${deployment}-pipeline` };
}

/** `source` and `detail-type`s of the events that a deployment puts on the default event bus. */
export const EVENT_SOURCE = 'vigilant-adventure';
export const EVENT_DETAIL_TYPES = {
  published: 'Package Version Published',
  rolledBack: 'Package Version Publish Rolled Back',
  rollbackIncomplete: 'Package Version Rollback Incomplete',
} as const;
