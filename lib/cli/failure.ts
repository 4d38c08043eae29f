/** Exit codes of every command; `vigilant --help` documents them. */
export const EXIT = {
  ok: 0,
  /** The command worked, and the answer is no: a run failed, a region differs. */
  negative: 1,
  /** Wrong arguments or configuration. Nothing was done. */
  usage: 2,
  /** The machine, the credentials, the runtime or AWS stood in the way. */
  environment: 3,
  interrupted: 130,
} as const;

/** A failure whose message is all a person needs: what was expected, what was found, what to do. */
export class CliError extends Error {
  constructor(
    message: string,
    readonly exitCode: number = EXIT.environment,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'CliError';
  }
}
