import { spawn } from 'node:child_process';

/** What a program did. */
export interface ProgramResult {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. Nothing is inherited that is not given. */
export interface ProgramOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeout?: number;
  readonly signal?: AbortSignal;
}

/**
 * Runs a program to its end, in a process group of its own so that a time-out or Ctrl-C ends its children too.
 * @throws the signal's reason when it is aborted already
 */
export function runProgram(command: readonly string[], options: ProgramOptions): Promise<ProgramResult> {
  const [program, ...args] = command as [string, ...string[]];
  return new Promise((resolve, reject) => {
    options.signal?.throwIfAborted();
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env as NodeJS.ProcessEnv,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    const output = { stdout: [] as Buffer[], stderr: [] as Buffer[] };
    child.stdout.on('data', (chunk: Buffer) => output.stdout.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => output.stderr.push(chunk));
    const kill = () => {
      // Gone already, or never started.
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      process.kill(-child.pid, 'SIGKILL');
    };
    const { timeout } = options;
    let why = '';
    const timer =
      timeout &&
      setTimeout(() => {
        why = `: it took longer than ${timeout / 1000} s`;
        kill();
      }, timeout);
    options.signal?.addEventListener('abort', kill, { once: true });
    const done = () => {
      clearTimeout(timer);
      options.signal?.removeEventListener('abort', kill);
    };
    child.on('error', (error) => {
      done();
      reject(error);
    });
    child.on('close', (code, signal) => {
      done();
      const ended = signal === null ? '' : `\n${program} was ended by ${signal}${why}`;
      resolve({
        code: code ?? 1,
        stdout: Buffer.concat(output.stdout).toString('utf8'),
        stderr: Buffer.concat(output.stderr).toString('utf8') + ended,
      });
    });
  });
}
