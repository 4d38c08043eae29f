import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { type Clients, createClients } from '../../../lib/cli/clients';
import { OPERATOR } from '../../../lib/local/iam/iam';
import { ACCOUNT, ROOT } from '../../bench/world/paths';
import type { HostOptions, HostRequest } from './host';
import type { ArmedFault, RecordedCall } from './table-faults';

/** What a hosted runtime is made of. */
export interface HostedOptions {
  readonly assemblyDirectory: string;
  readonly stateDirectory: string;
  /** How much faster than the machine's its clock runs. */
  readonly speed: number;
}

/** Longest that a start may take on a busy machine. */
const START_MS = 120_000;

/** The runtime in a process of its own, which may die and is then started again on what it had stored. */
export class HostedRuntime {
  readonly logs: string[] = [];
  url = '';
  private port = 0;
  private child: ChildProcess | undefined;
  private waiting = new Map<number, { resolve: (result: any) => void; reject: (error: Error) => void }>();
  private sent = 0;
  private readonly since = Date.now();
  private skipped = 0;
  private wanted = true;
  /** Settled when the process runs and answers. */
  private up: Promise<void>;

  constructor(private readonly options: HostedOptions) {
    this.up = this.start();
  }

  /** Resolves when it runs, also after it was killed. */
  async ready(): Promise<this> {
    await this.up;
    return this;
  }

  /** SDK clients of the operator. */
  clients(region: string): Clients {
    const { accessKeyId, secretAccessKey } = OPERATOR;
    return createClients({ region, endpoint: this.url, credentials: { accessKeyId, secretAccessKey } });
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  arm = (fault: ArmedFault): Promise<void> => this.ask({ do: 'arm', fault });
  /** How many calls the fault has hit. */
  disarm = (id: string): Promise<number> => this.ask({ do: 'disarm', id });
  /** The same, and leaves the fault in place. */
  hits = (id: string): Promise<number> => this.ask({ do: 'hits', id });
  /** The calls since the last look. */
  calls = (): Promise<RecordedCall[]> => this.ask({ do: 'calls' });
  memory = (): Promise<number> => this.ask({ do: 'memory' });

  async jump(milliseconds: number): Promise<void> {
    await this.ask({ do: 'jump', milliseconds });
    this.skipped += milliseconds;
  }

  async close(): Promise<void> {
    this.wanted = false;
    const ended = new Promise((resolve) => this.child?.once('exit', resolve));
    if (this.child?.exitCode !== null || this.child.signalCode !== null) return;
    this.ask({ do: 'close' }).catch(() => undefined);
    await ended;
  }

  private async ask(request: HostRequest): Promise<any> {
    await this.up;
    return await new Promise((resolve, reject) => {
      const id = ++this.sent;
      this.waiting.set(id, { resolve, reject });
      this.child?.send({ id, request }, (error) => error && reject(error));
    });
  }

  private start(): Promise<void> {
    const { speed, ...directories } = this.options;
    const options: HostOptions = {
      ...directories,
      projectRoot: ROOT,
      account: ACCOUNT,
      port: this.port,
      clock: { since: this.since, speed, skipped: this.skipped },
    };
    const child = spawn(
      process.execPath,
      ['--import', 'tsx', join(__dirname, 'host.ts'), JSON.stringify(options)],
      {
        cwd: ROOT,
        env: {
          PATH: process.env['PATH'],
          HOME: process.env['HOME'],
          AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
        },
        stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
      },
    );
    this.child = child;
    let errors = '';
    child.stderr?.on('data', (chunk) => (errors += chunk));
    const started = new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`the runtime did not start:\n${errors}`)), START_MS);
      child.on('message', (message: any) => {
        if (message.ready) {
          clearTimeout(timer);
          this.url = message.ready.url;
          this.port = message.ready.port;
          resolve();
        } else if (message.log) this.logs.push(message.log);
        else {
          this.waiting.get(message.id)?.resolve(message.result);
          this.waiting.delete(message.id);
        }
      });
      child.on('exit', (code, signal) => {
        clearTimeout(timer);
        reject(new Error(`the runtime ended (${signal ?? code}):\n${errors}`));
        for (const { reject: fail } of this.waiting.values()) fail(new Error('the runtime was killed'));
        this.waiting.clear();
        if (this.wanted && signal === 'SIGKILL') this.up = this.start();
      });
    });
    started.catch(() => undefined);
    return started;
  }
}
