import { existsSync } from 'node:fs';
import { CliError } from './failure';
import { type ProgramResult, runProgram } from './runtime/run-program';

/** How git is run. */
export interface GitOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** A push of a large history takes a while. */
const TIMEOUT = 600_000;

/** Git in a folder. */
export interface Git {
  /** What it printed. @throws CliError with git's own words when it fails */
  run(...args: string[]): Promise<string>;
  /** What it did, whatever that is. */
  attempt(...args: string[]): Promise<ProgramResult>;
}

/** Git with a whole environment of its own. */
export function createGit({ cwd, env, signal }: GitOptions): Git {
  const attempt = async (...args: string[]) =>
    runProgram(['git', ...args], { cwd, env, timeout: TIMEOUT, signal }).catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code !== 'ENOENT' || !existsSync(cwd)) throw error;
        throw new CliError('git was not found on the PATH: install git and run the same command again');
      },
    );
  return {
    attempt,
    async run(...args) {
      const result = await attempt(...args);
      if (result.code === 0) return result.stdout.replace(/\n$/, '');
      throw new CliError(`"git ${shown(args)}" failed in ${cwd}:\n${result.stderr.trim()}`);
    },
  };
}

/** A command as a person would type it: settings that are given for one call say nothing about what failed. */
function shown(args: readonly string[]): string {
  return args.filter((arg, index) => arg !== '-c' && args[index - 1] !== '-c').join(' ');
}

/** The environment without what would lead git to another repository, identity or index than is meant. */
export function withoutGitVariables(
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !/^GIT_/.test(name)));
}
