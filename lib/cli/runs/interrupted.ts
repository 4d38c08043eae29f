import { CliError, EXIT } from '../failure';

/** What stands for Ctrl-C while something that goes on by itself is watched: says how to watch it again, or to stop it. */
export function interrupted(options: { what: string; resume: string; stop: string }): CliError {
  return new CliError(
    `\nStopped watching; ${options.what} goes on.\n  watch it again:  ${options.resume}\n  stop it:         ${options.stop}`,
    EXIT.interrupted,
  );
}

/** Runs `work`, and gives Ctrl-C the message that `explain` makes. */
export async function unlessStopped<T>(
  stop: AbortSignal,
  work: () => Promise<T>,
  explain: () => CliError,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    // What was going on when it was aborted fails in many ways, and none matters.
    throw stop.aborted ? explain() : error;
  }
}
