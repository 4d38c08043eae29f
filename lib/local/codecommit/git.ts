import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Readable } from 'node:stream';

const CONFIGURATION: readonly (readonly [string, string])[] = [
  ['core.hooksPath', '/dev/null'],
  ['safe.directory', '*'],
  ['gc.auto', '0'],
  ['maintenance.auto', 'false'],
  ['http.receivepack', 'true'],
  // Refuses objects that would be dangerous to check out or to archive: `..` in paths, forged `.git` folders.
  ['transfer.fsckObjects', 'true'],
  ['receive.fsck.zeroPaddedFilemode', 'ignore'],
];

/** A git that ran and did not succeed. */
export class GitFailure extends Error {
  constructor(
    message: string,
    /** null after a signal */
    readonly exitCode: number | null,
  ) {
    super(message);
    this.name = 'GitFailure';
  }
}

/** Runs git. `searchPath` is the PATH on which git and its helpers are found. */
export class Git {
  constructor(private readonly options: { readonly searchPath: string }) {}

  /**
   * Environment of every git process here. Nothing of the user's own configuration, templates or hooks applies: what
   * a push does must not depend on whose machine this is, and pushed content must not be able to run anything.
   */
  environment(): Record<string, string> {
    const environment: Record<string, string> = {
      PATH: this.options.searchPath,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_TERMINAL_PROMPT: '0',
      LC_ALL: 'C',
      // Zip archives hold local time: the same commit must give the same bytes everywhere.
      TZ: 'UTC',
      GIT_CONFIG_COUNT: String(CONFIGURATION.length),
    };
    CONFIGURATION.forEach(([key, value], index) => {
      environment[`GIT_CONFIG_KEY_${index}`] = key;
      environment[`GIT_CONFIG_VALUE_${index}`] = value;
    });
    return environment;
  }

  /** Starts git in a repository; arguments go to it as they are, never through a shell. */
  spawn(directory: string, args: readonly string[]): ChildProcess {
    return spawn('git', [...args], {
      cwd: directory,
      env: this.environment(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  /** Runs git in a repository and gives its standard output. @throws GitFailure with git's own words when it fails. */
  async run(directory: string, args: readonly string[]): Promise<string> {
    const child = this.spawn(directory, args);
    const [stdout, stderr] = await Promise.all([
      text(child.stdout as Readable),
      text(child.stderr as Readable),
      ended(child),
    ]);
    assertSucceeded(child, { args, stderr });
    return stdout;
  }
}

/** Resolves when the process has ended, however it ended. @throws Error when it could not be started. */
export async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  await once(child, 'exit').catch((error: NodeJS.ErrnoException) => {
    // A folder that is missing is told alike; the runtime has made it.
    if (error.code !== 'ENOENT') throw error;
    throw new Error('git was not found on the PATH: install it, and start the runtime again', {
      cause: error,
    });
  });
}

/** @throws GitFailure that names command, exit code or signal, and what the process wrote to standard error. */
export function assertSucceeded(
  child: ChildProcess,
  { args, stderr }: { readonly args: readonly string[]; readonly stderr: string },
): void {
  if (child.exitCode === 0) return;
  const how = child.signalCode ? `was killed by ${child.signalCode}` : `exited with ${child.exitCode}`;
  throw new GitFailure(`git ${args.join(' ')} ${how}: ${stderr.trim() || 'no message'}`, child.exitCode);
}

/** Reads a stream to its end, as UTF-8. */
export async function text(stream: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
