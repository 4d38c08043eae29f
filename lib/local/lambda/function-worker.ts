import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { Credentials } from '../service';

/** How a failed invocation is described to the caller. */
export interface FunctionFailure {
  readonly errorType: string;
  readonly errorMessage: string;
  readonly trace?: readonly string[];
}

/** What an invocation comes to. A failure during loading ends the worker. */
export type InvocationResult = { readonly payload: string } | { readonly failure: FunctionFailure };

/** One invocation, as the worker needs it. */
export interface Invocation {
  readonly requestId: string;
  readonly arn: string;
  /** JSON */
  readonly payload: string;
  /** Milliseconds since the epoch. */
  readonly deadline: number;
}

const BOOTSTRAP = join(__dirname, 'bootstrap.cjs');

/** The process of one function instance. It handles one invocation at a time and stays warm in between. */
export class FunctionWorker {
  private readonly child: ChildProcess;
  /** Resolves when the process can take an invocation, or with why it never will. */
  readonly started: Promise<FunctionFailure | undefined>;
  private settle: ((result: InvocationResult) => void) | undefined;
  private requestId = '';
  /** Each takes what a stream's last line is so far. */
  private readonly flushes: (() => void)[];
  /** Takes each line that the function writes. */
  onLine: (line: string) => void = () => undefined;
  alive = true;

  constructor(
    readonly credentials: Credentials,
    readonly logStream: string,
    start: { codeDirectory: string; environment: Readonly<Record<string, string>> },
  ) {
    this.child = spawn(process.execPath, [BOOTSTRAP], {
      cwd: start.codeDirectory,
      env: start.environment,
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      // Its own group: what the function starts is killed with it.
      detached: true,
    });
    this.flushes = [this.child.stdout, this.child.stderr].map((stream) => this.read(stream as Readable));
    this.started = new Promise((resolve) => {
      this.child.on('message', (message: any) => this.receive(message, resolve));
      this.child.on('error', (error) => this.ended(`spawn failed: ${error.message}`, resolve));
      this.child.on('exit', (code, signal) =>
        this.ended(signal === null ? `exit status ${code}` : `signal: ${signal}`, resolve),
      );
    });
  }

  /** Runs one invocation. The caller bounds its time by {@link kill}. */
  async invoke(invocation: Invocation): Promise<InvocationResult> {
    this.requestId = invocation.requestId;
    const failure = await this.started;
    if (failure !== undefined) {
      this.kill();
      return { failure };
    }
    return new Promise((resolve) => {
      this.settle = resolve;
      this.child.send(invocation, (error) => {
        if (error) resolve({ failure: this.exitFailure(error.message) });
      });
    });
  }

  /**
   * Resolves when `onLine` has had what was written before an answer or an end. What of it is not read yet is in the
   * pipes (some 0.2 MB each), and a turn of the event loop reads up to 2 MB of each. The turn that goes on may have done
   * so before it read the answer; the next one does it after.
   */
  async drain(): Promise<void> {
    await turn();
    await turn();
    for (const flush of this.flushes) flush();
  }

  /** Ends the process and everything it started, at once. */
  kill(): void {
    this.alive = false;
    if (this.child.pid === undefined || this.child.exitCode !== null || this.child.signalCode !== null)
      return;
    if (!this.killGroup(this.child.pid)) this.child.kill('SIGKILL');
  }

  /** Tells of each line; gives what tells of one that has no end. */
  private read(stream: Readable): () => void {
    let rest = '';
    const tell = (line: string) => line !== '' && this.onLine(line);
    stream.setEncoding('utf8').on('data', (text: string) => {
      const [first, ...others] = text.split('\n') as [string, ...string[]];
      rest += first;
      for (const line of others) {
        tell(rest);
        rest = line;
      }
    });
    return () => {
      tell(rest);
      rest = '';
    };
  }

  private killGroup(id: number): boolean {
    try {
      return process.kill(-id, 'SIGKILL');
    } catch {
      return false;
    }
  }

  private receive(message: any, started: (failure: FunctionFailure | undefined) => void): void {
    if (message.type === 'log') this.onLine(message.line);
    else if (message.type === 'ready') started(undefined);
    else if (message.type === 'init-error') started(message.error);
    else if (message.type === 'result') this.settle?.({ payload: message.payload });
    else this.settle?.({ failure: message.error });
  }

  private ended(how: string, started: (failure: FunctionFailure | undefined) => void): void {
    this.alive = false;
    // What it started and did not wait for; its group's id is free for others only when that is gone as well.
    if (this.child.pid !== undefined) this.killGroup(this.child.pid);
    const failure = this.exitFailure(how);
    started(failure);
    this.settle?.({ failure });
  }

  private exitFailure(how: string): FunctionFailure {
    return {
      errorType: 'Runtime.ExitError',
      errorMessage: `RequestId: ${this.requestId} Error: Runtime exited with error: ${how}`,
    };
  }
}
