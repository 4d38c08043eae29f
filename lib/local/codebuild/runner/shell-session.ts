import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { Clock } from '../../clock';
import { commandFile, SHELL_DRIVER } from './shell-driver';

/** How a command ended. */
export type CommandOutcome = { readonly status: number } | { readonly signal: NodeJS.Signals };

/** Program that plays the build environment's default shell. `argv0` makes bash behave as `sh` where it is one. */
export interface ShellProgram {
  readonly file: string;
  readonly argv0: string;
}

/** Options of a {@link ShellSession}. */
export interface ShellSessionOptions {
  readonly program: ShellProgram;
  /** Folder for command files and the state that outlives a shell; nothing of the build's own. */
  readonly directory: string;
  readonly cwd: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly clock: Clock;
  /** Aborted when the build is being ended. */
  readonly signal: AbortSignal;
  /** Gives a promise when no more is to come before it resolves. */
  readonly onOutput: (text: string) => Promise<void> | undefined;
  /** A process group was started; its id is the pid. */
  readonly onStart: (pid: number) => Promise<void>;
}

/** A build's shell: commands run one at a time and see what earlier ones left behind. */
export class ShellSession {
  private child: ChildProcess | undefined;
  private readonly mark = randomUUID();
  private pending = '';
  private settle: ((outcome: CommandOutcome) => void) | undefined;
  private used = false;

  constructor(private readonly options: ShellSessionOptions) {}

  /**
   * Runs one command, of any number of lines. A quiet one is the agent's own and not traced by `set -x`.
   *
   * @throws AbortError once the build is being ended: how a killed command ended means nothing, and no other may start
   */
  async run(command: string, options: { quiet?: boolean } = {}): Promise<CommandOutcome> {
    const { directory, signal } = this.options;
    signal.throwIfAborted();
    const file = join(directory, 'script.sh');
    // A few bytes for the page cache: to have a thread do it takes longer, and longest while others sync their files.
    mkdirSync(directory, { recursive: true });
    writeFileSync(file, commandFile(command, options.quiet ?? false));
    const child = this.child ?? (await this.start());
    const outcome = await new Promise<CommandOutcome>((resolve) => {
      this.settle = resolve;
      (child.stdio[3] as Writable).write(`${file}\n`);
    });
    signal.throwIfAborted();
    return outcome;
  }

  /** Lets an idle shell end. What it started in the background stays, for the caller to end. */
  end(): void {
    (this.child?.stdio[3] as Writable | undefined)?.end();
  }

  private async start(): Promise<ChildProcess> {
    const { program, directory, cwd, environment } = this.options;
    const child = spawn(program.file, ['-c', SHELL_DRIVER, program.argv0, directory, this.mark], {
      argv0: program.argv0,
      cwd,
      // A later shell gets everything from the state that the first one left, so that what was unset stays unset.
      env: this.used ? {} : environment,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe', 'pipe'],
    });
    this.child = child;
    this.used = true;
    this.pending = '';
    for (const stream of [child.stdout, child.stderr]) {
      const decoder = new StringDecoder('utf8');
      stream?.on('data', (chunk: Buffer) => {
        const full = this.receive(child, decoder.write(chunk));
        if (full === undefined) return;
        stream.pause();
        full.then(() => stream.resume());
      });
    }
    // A command that ends the shell makes the next write fail; the exit says so better.
    child.stdio[3]?.on('error', () => undefined);
    child.once('exit', (code, signal) =>
      this.exited(child, signal === null ? { status: code ?? 0 } : { signal }),
    );
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    await this.options.onStart(child.pid as number);
    return child;
  }

  private receive(child: ChildProcess, text: string): Promise<void> | undefined {
    this.pending += text;
    const start = this.pending.indexOf(`${this.mark} `);
    const end = start === -1 ? -1 : this.pending.indexOf('\n', start);
    if (end !== -1) {
      const [status, next] = this.pending.slice(start + this.mark.length + 1, end).split(' ');
      const full = this.emit(this.pending.slice(0, start));
      this.pending = this.pending.slice(end + 1);
      this.finish(child, { status: Number(status) });
      // Its state is saved by now; the next command gets a new shell.
      if (next === 'ended' && child === this.child) this.child = undefined;
      return full;
    }
    if (start !== -1) return undefined;
    const output = this.pending.slice(0, this.pending.length - partialLength(this.pending, this.mark));
    this.pending = this.pending.slice(output.length);
    return this.emit(output);
  }

  private emit(text: string): Promise<void> | undefined {
    return text === '' ? undefined : this.options.onOutput(text);
  }

  private finish(child: ChildProcess, outcome: CommandOutcome): void {
    if (child !== this.child) return;
    const settle = this.settle;
    this.settle = undefined;
    settle?.(outcome);
  }

  /** The shell is gone; if its command was not answered for, the way it went is the answer. */
  private exited(child: ChildProcess, outcome: CommandOutcome): void {
    // Output still in the pipe comes before 'close', unless a background process keeps the pipe open.
    const closed = new AbortController();
    child.once('close', () => closed.abort());
    const forget = () => this.forget(child, outcome);
    this.options.clock.sleep(1000, closed.signal).then(forget, forget);
  }

  private forget(child: ChildProcess, outcome: CommandOutcome): void {
    if (child !== this.child) return;
    this.emit(this.pending);
    this.pending = '';
    this.finish(child, outcome);
    this.child = undefined;
  }
}

/** How much of the end of `text` may be the beginning of `mark`. */
function partialLength(text: string, mark: string): number {
  for (let length = Math.min(text.length, mark.length); length > 0; length--)
    if (mark.startsWith(text.slice(-length))) return length;
  return 0;
}
