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
  /** See {@link HostOptions}. */
  readonly ownFaults?: boolean;
}

/** Longest that a start may take on a busy machine. */
const START_MS = 240_000;

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
  private readonly armed = new Map<string, { readonly fault: ArmedFault; hits: number }>();
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

  /** Puts a fault in place; a process that is killed finds it again. */
  async arm(fault: ArmedFault): Promise<void> {
    await this.up;
    this.armed.set(fault.id, { fault, hits: 0 });
    await this.ask({ do: 'arm', fault });
  }

  /** Takes a fault away; gives how many calls it has hit. */
  async disarm(id: string): Promise<number> {
    const hits = this.hits(id);
    this.armed.delete(id);
    await this.ask({ do: 'disarm', id });
    return hits;
  }

  /** How many calls a fault has hit. */
  hits(id: string): number {
    return this.armed.get(id)?.hits ?? 0;
  }

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

  private met(id: string): void {
    const one = this.armed.get(id);
    if (one) one.hits += 1;
  }

  /** Faults that have not hit all they are to hit. */
  private left(): ArmedFault[] {
    return [...this.armed.values()].flatMap(({ fault, hits }) => {
      const times = fault.times === undefined ? undefined : fault.times - hits;
      if (times !== undefined && times <= 0) return [];
      return [{ ...fault, ...(times !== undefined && { times }) }];
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
      armed: this.left(),
    };
    const child = spawn(
      process.execPath,
      // The memory of new objects as the command `vigilant` has it.
      [
        '--semi-space-growth-factor=1',
        '--import',
        'tsx',
        join(__dirname, 'host.ts'),
        JSON.stringify(options),
      ],
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
        else if (message.met) this.met(message.met);
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
