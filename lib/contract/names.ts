/**
 * The names of everything a deployment creates. They are deterministic, so that stacks in different regions, the
 * CLI and the local runtime agree on them without cross-stack exports.
 */
export interface DeploymentNames {
  readonly stateMachine: string;
  readonly sweeperSchedule: string;
  readonly buildProject: string;
  readonly publishProject: string;
  readonly pipeline: string;
  readonly ledgerTable: string;
  readonly inspectFunction: string;
  readonly promoteFunction: string;
  readonly retractFunction: string;
  readonly notificationTopic: string;
}

/** Names of the deployment called `deployment` (lower-case letters, digits and hyphens). */
export function deploymentNames(deployment: string): DeploymentNames {
  return {
    stateMachine: `${deployment}-publish`,
    sweeperSchedule: `${deployment}-sweeper`,
    buildProject: `${deployment}-build`,
    publishProject: `${deployment}-publish`,
    pipeline: deployment,
    ledgerTable: `${deployment}-ledger`,
    inspectFunction: `${deployment}-inspect`,
    promoteFunction: `${deployment}-promote`,
    retractFunction: `${deployment}-retract`,
    notificationTopic: `${deployment}-notifications`,
  };
}

/** Name of the bucket that keeps every release; bucket names are global, hence account and region. */
export function releaseBucketName(deployment: string, account: string, region: string): string {
  return `${deployment}-releases-${account}-${region}`;
}

/** `source` and `detail-type`s of the events that a deployment puts on the default event bus. */
export const EVENT_SOURCE = 'vigilant-adventure';
export const EVENT_DETAIL_TYPES = {
  published: 'Package Version Published',
  rolledBack: 'Package Version Publish Rolled Back',
  rollbackIncomplete: 'Package Version Rollback Incomplete',
} as const;
