import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Clients, createClients } from '../../../lib/cli/clients';
import { deploymentNames } from '../../../lib/contract';
import { systemClock } from '../../../lib/local/clock';
import { OPERATOR } from '../../../lib/local/iam/iam';
import { createRuntime, type LocalRuntime } from '../../../lib/local/runtime';
import { HostedRuntime } from '../../faults/table/hosted-runtime';
import { type MadeRelease, makeRelease, storeRelease } from './make-release';
import { ACCOUNT, ROOT } from './paths';
import { synthesizeApp } from './synthesize-app';

/** Name of the package that is released. */
export const PACKAGE = 'bench-package';
const PRIMARY = 'us-east-1';
const names = deploymentNames('vigilant');

/** The app for all 13 regions, deployed, with releases that any run can publish. */
export interface ReleaseWorld {
  readonly url: string;
  readonly clients: Clients;
  readonly directory: string;
  /** Makes and stores a release. */
  prepare(version: string): Promise<MadeRelease>;
  /** Runs the state machine to its end and throws unless it succeeded; its own dates say how long it took. */
  publish(made: MadeRelease, regions: readonly string[]): Promise<DescribeExecutionOutput>;
  close(): Promise<void>;
}

/** A deployment in this process, whose inside can be looked at. */
export interface InsideWorld extends ReleaseWorld {
  readonly runtime: LocalRuntime;
}

/** Synthesizes and deploys in this process. Takes some seconds. */
export async function openInsideWorld(): Promise<InsideWorld> {
  const folders = synthesizedFolders();
  const runtime = await createRuntime({
    ...folders,
    account: ACCOUNT,
    projectRoot: ROOT,
    clock: systemClock,
    log: () => undefined,
  });
  return { ...releaseWorld(folders.directory, runtime), runtime };
}

/** Synthesizes and deploys in a process of its own, as users have it, to take its time. */
export async function openReleaseWorld(): Promise<ReleaseWorld> {
  const folders = synthesizedFolders();
  const runtime = await new HostedRuntime({ ...folders, speed: 1, ownFaults: true }).ready();
  return releaseWorld(folders.directory, runtime);
}

function synthesizedFolders() {
  const directory = mkdtempSync(join(tmpdir(), 'vigilant-bench-'));
  const assemblyDirectory = join(directory, 'cdk.out');
  synthesizeApp(assemblyDirectory);
  return { directory, assemblyDirectory, stateDirectory: join(directory, 'state') };
}

function releaseWorld(
  directory: string,
  runtime: { readonly url: string; close(): Promise<void> },
): ReleaseWorld {
  const packages = join(directory, 'package');
  mkdirSync(packages);
  const { url } = runtime;
  const { accessKeyId, secretAccessKey } = OPERATOR;
  const credentials = { accessKeyId, secretAccessKey };
  const clients = createClients({ region: PRIMARY, endpoint: url, credentials });
  return {
    url,
    clients,
    directory,
    async prepare(version) {
      const made = makeRelease(packages, { name: PACKAGE, version });
      await storeRelease(clients.s3, made);
      return made;
    },
    publish: (made, regions) => publish(clients, made, regions),
    async close() {
      await runtime.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function publish(clients: Clients, { release }: MadeRelease, regions: readonly string[]) {
  const { package: name, version, digest } = release;
  const { executionArn } = await clients.stepFunctions.send(
    new StartExecutionCommand({
      stateMachineArn: `arn:aws:states:${PRIMARY}:${ACCOUNT}:stateMachine:${names.stateMachine}`,
      input: JSON.stringify({ package: name, version, digest, regions }),
    }),
  );
  for (;;) {
    const found = await clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
    if (found.status === 'SUCCEEDED') return found;
    if (found.status !== 'RUNNING')
      throw new Error(`expected the run to succeed, found ${found.status} ${found.error}: ${found.cause}`);
    // Each look costs the processor that the run needs; when it ended is told by its own dates, not by the last look.
    await delay(500);
  }
}
