import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type AttributeValue, DeleteItemCommand, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import type { Clients } from '../../../lib/cli/clients';
import { deploymentNames } from '../../../lib/contract';
import { ACCOUNT } from '../../bench/world/paths';
import { REGIONS, synthesizeApp } from '../../bench/world/synthesize-app';
import { IndexReader } from '../index-reader';
import { type HostedOptions, HostedRuntime } from './hosted-runtime';
import { Releases } from './releases';

/** Names of the deployment. */
export const NAMES = deploymentNames('vigilant');
/** Package that the table publishes. */
export const PACKAGE = 'table-package';

/** Longest that anything may take on a busy machine. */
const PATIENCE_MS = 600_000;
const LOOK_MS = 150;

/** The publishing state machine of the deployment. */
export function stateMachineArn(region: string): string {
  return `arn:aws:states:${region}:${ACCOUNT}:stateMachine:${NAMES.stateMachine}`;
}

/** A deployment to break, seen through the clients that its users have. */
export class TableWorld {
  readonly regions: readonly string[];
  private readonly directory: string;
  private version = 0;

  private constructor(
    count: number,
    directory: string,
    readonly runtime: HostedRuntime,
    readonly clients: Clients,
    readonly reader: IndexReader,
    readonly releases: Releases,
  ) {
    this.regions = REGIONS.slice(0, count);
    this.directory = directory;
  }

  /** Synthesizes the app for some regions and starts it. */
  static async open({
    regions,
    ...host
  }: { regions: number } & Pick<HostedOptions, 'speed' | 'ownFaults'>): Promise<TableWorld> {
    const directory = mkdtempSync(join(tmpdir(), 'vigilant-table-'));
    const assemblyDirectory = join(directory, 'cdk.out');
    synthesizeApp(assemblyDirectory, regions);
    const stateDirectory = join(directory, 'state');
    const runtime = await new HostedRuntime({ assemblyDirectory, stateDirectory, ...host }).ready();
    const clients = runtime.clients(REGIONS[0] as string);
    const reader = new IndexReader({
      domain: 'vigilant',
      codeArtifact: (region) => clients.codeArtifact(region),
      endpoint: () => runtime.url,
    });
    const releases = new Releases(directory, clients);
    return new TableWorld(regions, directory, runtime, clients, reader, releases);
  }

  async close(): Promise<void> {
    await this.runtime.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Fresh versions, none a beginning of another. */
  nextVersions(count: number): string[] {
    return Array.from({ length: count }, () => `1.${10_000 + this.version++}`);
  }

  async start(input: unknown, name?: string): Promise<string> {
    const command = new StartExecutionCommand({
      stateMachineArn: stateMachineArn(this.regions[0] as string),
      name,
      input: JSON.stringify(input),
    });
    return (await this.clients.stepFunctions.send(command)).executionArn ?? '';
  }

  async status(executionArn: string): Promise<string | undefined> {
    return (await this.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }))).status;
  }

  async end(executionArn: string): Promise<DescribeExecutionOutput> {
    return await this.until(`${executionArn} to end`, async () => {
      const found = await this.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return found.status === 'RUNNING' ? undefined : found;
    });
  }

  async ledger(version: string, name = PACKAGE): Promise<Record<string, AttributeValue>> {
    const Key = { package: { S: name }, version: { S: version } };
    const command = new GetItemCommand({ TableName: NAMES.ledgerTable, Key, ConsistentRead: true });
    return (await this.clients.dynamoDb.send(command)).Item ?? {};
  }

  /** Makes the ledger forget a version. */
  async forget(version: string): Promise<void> {
    const Key = { package: { S: PACKAGE }, version: { S: version } };
    await this.clients.dynamoDb.send(new DeleteItemCommand({ TableName: NAMES.ledgerTable, Key }));
  }

  /** Looks until there is something to see. A runtime that is just being started again is waited for. */
  async until<T>(
    what: string,
    look: () => Promise<T | undefined>,
    patience: number = PATIENCE_MS,
  ): Promise<T> {
    let problem: unknown;
    for (const end = Date.now() + patience; Date.now() < end; await delay(LOOK_MS)) {
      try {
        const seen = await look();
        if (seen !== undefined) return seen;
      } catch (error) {
        problem = error;
        await this.runtime.ready();
      }
    }
    throw new Error(`waited ${patience / 1000} s for ${what}`, { cause: problem });
  }
}
