import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import type { Config } from '../config';
import { deploymentNames, releaseBucketName } from '../contract';
import { OPERATOR } from '../local/iam/iam';
import type { ClientSettings, Clients } from './clients';
import type { CliContext } from './context';
import { loadDeployment } from './deployment';
import { requireRuntime } from './runtime/runtime-file';
import { stateDirectory } from './runtime/state-directory';
import { shellWord } from './shell-word';

/** Options of every command that talks to a deployment. */
export interface TargetOptions {
  readonly local?: boolean;
  readonly state?: string;
  readonly deployment?: string;
}

/** A deployment, on AWS or on this machine, and the clients that reach it. */
export interface Target {
  readonly config: Config;
  readonly clients: Clients;
  /** Set when this is the runtime on this machine, or any other endpoint. */
  readonly endpoint?: string;
  /** The options that chose this deployment, with a space before each, for commands that are printed to be pasted. */
  readonly flags: string;
  readonly account: string;
  /** ARN of whom AWS takes this shell for. */
  readonly caller: string;
  readonly stateMachineArn: string;
  readonly ledgerTable: string;
  readonly releaseBucket: string;
  readonly pipeline: string;
}

/**
 * Finds what a command talks to: AWS as the AWS CLI would, `AWS_ENDPOINT_URL` where it is set, and with `--local` the
 * runtime that runs on the state folder.
 */
export async function openTarget(
  context: CliContext,
  options: TargetOptions,
  limits: Pick<ClientSettings, 'callLimit'> = {},
): Promise<Target> {
  const config = loadDeployment(context.projectRoot, options.deployment);
  const region = config.primaryRegion;
  const local = options.local === true || options.state !== undefined;
  const endpoint = local
    ? (await requireRuntime(stateDirectory(context, options.state))).url
    : context.env['AWS_ENDPOINT_URL'] || undefined;
  const credentials = local
    ? { accessKeyId: OPERATOR.accessKeyId, secretAccessKey: OPERATOR.secretAccessKey }
    : undefined;
  const clients = context.createClients({ region, endpoint, credentials, ...limits });
  return { ...(await describeTarget(config, clients, endpoint)), flags: flagsOf(options) };
}

function flagsOf({ local, state, deployment }: TargetOptions): string {
  const where = state === undefined ? (local ? ' --local' : '') : ` --state ${shellWord(state)}`;
  return where + (deployment === undefined ? '' : ` --deployment ${deployment}`);
}

/** Names of a deployment's resources, in the account of the clients' credentials. */
export async function describeTarget(config: Config, clients: Clients, endpoint?: string): Promise<Target> {
  const identity = await clients.sts.send(new GetCallerIdentityCommand({}));
  const account = identity.Account as string;
  const partition = identity.Arn?.split(':')[1] ?? 'aws';
  const names = deploymentNames(config.deployment);
  const region = config.primaryRegion;
  return {
    config,
    clients,
    endpoint,
    flags: '',
    account,
    caller: identity.Arn ?? account,
    stateMachineArn: `arn:${partition}:states:${region}:${account}:stateMachine:${names.stateMachine}`,
    ledgerTable: names.ledgerTable,
    releaseBucket: releaseBucketName(config.deployment, account, region),
    pipeline: names.pipeline,
  };
}
