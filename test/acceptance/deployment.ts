import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { DeletePackageVersionsCommand, GetAuthorizationTokenCommand } from '@aws-sdk/client-codeartifact';
import { ListPipelineExecutionsCommand, type PipelineExecutionSummary } from '@aws-sdk/client-codepipeline';
import { type AttributeValue, GetItemCommand } from '@aws-sdk/client-dynamodb';
import {
  DescribeExecutionCommand,
  type DescribeExecutionOutput,
  StartExecutionCommand,
} from '@aws-sdk/client-sfn';
import { type Clients, createClients } from '../../lib/cli/clients';
import type { Fault } from '../../lib/local/http/faults';
import { OPERATOR } from '../../lib/local/iam/iam';
import { ACCOUNT } from '../bench/world/paths';
import { checkJson } from '../cli/json/check-json';

const root = join(__dirname, '../..');
const run = promisify(execFile);

export const REGIONS = ['us-east-1', 'us-west-2', 'eu-west-1'] as const;
export const PACKAGE = 'sample-wordcount';
const STATE_MACHINE = `arn:aws:states:us-east-1:${ACCOUNT}:stateMachine:vigilant-publish`;

/** What a test looks at, per region: asset name → SHA-256 as the package index of the release repository gives them. */
export type Served = Record<string, Record<string, string>>;

/** Where a deployment's files are, if not in a folder of their own that anybody sees. */
export interface DeploymentDisk {
  /** The folder as the runtime sees it. */
  readonly folder: string;
  /** The folder as the test sees it. */
  readonly view: string;
  /** Program and arguments that start the runtime there. */
  readonly launcher: readonly string[];
}

/** Every region serving the same. */
export function everyRegion(assets: Record<string, string>): Served {
  return Object.fromEntries(REGIONS.map((region) => [region, assets]));
}

/** A failed run's cause. */
export function causeOf(execution: { cause?: string | undefined }): any {
  return JSON.parse(execution.cause ?? '{}');
}

/** A deployment on this machine, run by the command line as a person would, and looked at through AWS clients. */
export class Deployment {
  readonly state: string;
  clients!: Clients;
  url = '';
  private process?: ChildProcess;
  private output = '';
  private isFaulty = false;

  /** `flags` are further options of `vigilant local`. */
  constructor(
    private readonly flags: readonly string[] = [],
    private readonly disk?: DeploymentDisk,
  ) {
    this.state = disk ? join(disk.view, 'state') : mkdtempSync(join(tmpdir(), 'vigilant-acceptance-'));
  }

  /** Starts `vigilant local` on this deployment's state folder, and waits until it answers. */
  async start(): Promise<void> {
    const state = this.disk ? join(this.disk.folder, 'state') : this.state;
    const [program, ...args] = [
      ...(this.disk?.launcher ?? []),
      ...[process.execPath, join(root, 'bin/vigilant.js'), 'local', '--state', state, '--port', '0'],
      ...this.flags,
    ] as [string, ...string[]];
    this.process = spawn(program, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
    for (const stream of [this.process.stdout, this.process.stderr])
      stream?.on('data', (chunk) => (this.output += chunk));
    for (let waited = 0; ; waited += 100) {
      if (this.process.exitCode !== null || waited > 240_000)
        throw new Error(`the runtime did not start:\n${this.output}`);
      try {
        const { url, pid } = JSON.parse(readFileSync(join(this.state, 'runtime.json'), 'utf8'));
        this.url = url;
        // A runtime that was killed left its file, and the next one, still starting, may have its port.
        if (pid === this.process.pid && (await fetch(`${this.url}/_local/health`)).ok) break;
      } catch {
        // Not there yet.
      }
      await delay(100);
    }
    const { accessKeyId, secretAccessKey } = OPERATOR;
    this.clients = createClients({
      region: 'us-east-1',
      endpoint: this.url,
      credentials: { accessKeyId, secretAccessKey },
    });
  }

  /** Ends the runtime: like Ctrl-C, or like a power cut. */
  async stop(signal: 'SIGINT' | 'SIGKILL' = 'SIGINT'): Promise<void> {
    const ended = new Promise((resolve) => this.process?.once('exit', resolve));
    if (this.process?.exitCode !== null) return;
    this.process.kill(signal);
    await ended;
  }

  async remove(): Promise<void> {
    await this.stop();
    rmSync(this.state, { recursive: true, force: true });
  }

  /** Runs a command of the CLI against this deployment. */
  async vigilant(...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    try {
      const env = { ...process.env, AWS_ENDPOINT_URL: '', AWS_PROFILE: '' };
      const { stdout, stderr } = await run(
        process.execPath,
        [join(root, 'bin/vigilant.js'), ...args, '--state', this.state],
        { cwd: root, env },
      );
      checkJson(args, stdout);
      return { code: 0, stdout, stderr };
    } catch (error) {
      const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
      return { code, stdout, stderr };
    }
  }

  /** Commits the sample package, changed as given, and pushes it to the local git remote. */
  async push(change: { version?: string; edit?: (folder: string) => void }): Promise<string> {
    const clone = mkdtempSync(join(tmpdir(), 'vigilant-clone-'));
    const git = async (...args: string[]) =>
      (
        await run(
          'git',
          [
            '-c',
            'user.name=Test',
            '-c',
            'user.email=test@example.com',
            '-c',
            'commit.gpgsign=false',
            ...args,
          ],
          { cwd: clone },
        )
      ).stdout.trim();
    try {
      await git('init', '--quiet', '--initial-branch=main');
      await git(
        'remote',
        'add',
        'origin',
        `${this.url}/git-codecommit.us-east-1.amazonaws.com/v1/repos/python-package`,
      );
      if (await git('ls-remote', 'origin', 'refs/heads/main')) {
        await git('fetch', '--quiet', 'origin', 'main');
        await git('reset', '--quiet', '--soft', 'FETCH_HEAD');
      }
      cpSync(join(root, 'sample-package'), clone, {
        recursive: true,
        filter: (path) => !path.includes('__pycache__'),
      });
      const project = join(clone, 'pyproject.toml');
      if (change.version)
        writeFileSync(
          project,
          readFileSync(project, 'utf8').replace(/^version = .*$/m, `version = "${change.version}"`),
        );
      change.edit?.(clone);
      await git('add', '--all');
      await git('commit', '--quiet', '--allow-empty', '--message', `Version ${change.version}`);
      await git('push', '--quiet', 'origin', 'main');
      return await git('rev-parse', 'HEAD');
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  }

  /** The pipeline execution of a commit, when it has ended. */
  async pipelineOf(commit: string): Promise<PipelineExecutionSummary> {
    return await this.until(`the pipeline to end for ${commit}`, async () => {
      const answer = await this.clients.codePipeline.send(
        new ListPipelineExecutionsCommand({ pipelineName: 'vigilant' }),
      );
      const execution = answer.pipelineExecutionSummaries?.find((summary) =>
        summary.sourceRevisions?.some((revision) => revision.revisionId === commit),
      );
      return execution && !['InProgress', 'Stopping'].includes(execution.status ?? '')
        ? execution
        : undefined;
    });
  }

  async startRun(input: unknown): Promise<string> {
    const started = await this.clients.stepFunctions.send(
      new StartExecutionCommand({ stateMachineArn: STATE_MACHINE, input: JSON.stringify(input) }),
    );
    return started.executionArn ?? '';
  }

  async endOf(executionArn: string): Promise<DescribeExecutionOutput> {
    return await this.until(`${executionArn} to end`, async () => {
      const execution = await this.clients.stepFunctions.send(new DescribeExecutionCommand({ executionArn }));
      return execution.status === 'RUNNING' ? undefined : execution;
    });
  }

  /** A run of the publish state machine, from start to end. */
  async run(input: unknown): Promise<DescribeExecutionOutput> {
    return await this.endOf(await this.startRun(input));
  }

  /** The ledger's item of a version, as DynamoDB has it; empty if there is none. */
  async ledger(version: string): Promise<Record<string, AttributeValue>> {
    const key = { package: { S: PACKAGE }, version: { S: version } };
    const { Item } = await this.clients.dynamoDb.send(
      new GetItemCommand({ TableName: 'vigilant-ledger', Key: key, ConsistentRead: true }),
    );
    return Item ?? {};
  }

  /** Deletes a version from release in one region, as a person may. */
  async deleteVersion(region: string, version: string): Promise<void> {
    await this.clients.codeArtifact(region).send(
      new DeletePackageVersionsCommand({
        domain: 'vigilant',
        repository: 'release',
        format: 'pypi',
        package: PACKAGE,
        versions: [version],
      }),
    );
  }

  /** Injects a fault with the CLI. */
  async fault(...args: string[]): Promise<Fault> {
    const { code, stdout, stderr } = await this.vigilant('fault', 'add', '--json', ...args);
    if (code !== 0) throw new Error(stderr);
    this.isFaulty = true;
    return JSON.parse(stdout);
  }

  /** Clears what {@link fault} injected. */
  async mend(): Promise<void> {
    if (!this.isFaulty) return;
    const { code, stderr } = await this.vigilant('fault', 'clear');
    if (code !== 0) throw new Error(stderr);
    this.isFaulty = false;
  }

  /** What pip would find in every region, asked of the package index with a token of the region. */
  async served(name = PACKAGE): Promise<Served> {
    const entries = await Promise.all(
      REGIONS.map(async (region) => {
        const { authorizationToken } = await this.clients
          .codeArtifact(region)
          .send(new GetAuthorizationTokenCommand({ domain: 'vigilant' }));
        const url = `${this.url}/vigilant-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com/pypi/release/simple/${name}/`;
        const answer = await fetch(url, {
          headers: {
            accept: 'application/vnd.pypi.simple.v1+json',
            authorization: `Basic ${Buffer.from(`aws:${authorizationToken}`).toString('base64')}`,
          },
        });
        if (answer.status === 404) return [region, {}];
        if (!answer.ok) throw new Error(`${url}: ${answer.status} ${await answer.text()}`);
        const { files } = (await answer.json()) as {
          files: { filename: string; hashes: { sha256: string } }[];
        };
        return [region, Object.fromEntries(files.map((file) => [file.filename, file.hashes.sha256]))];
      }),
    );
    return Object.fromEntries(entries);
  }

  private async until<T>(what: string, look: () => Promise<T | undefined>): Promise<T> {
    for (let waited = 0; waited < 480_000; waited += 200) {
      const seen = await look();
      if (seen !== undefined) return seen;
      await delay(200);
    }
    throw new Error(`waited 8 minutes for ${what}\n${this.output}`);
  }
}
