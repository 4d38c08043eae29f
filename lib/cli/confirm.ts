import { CliError, EXIT } from './failure';
import type { Terminal } from './terminal';

/** Asks a person to agree; `--yes` agrees. @throws CliError when nobody can be asked, or the answer is no */
export async function confirm(
  terminal: Pick<Terminal, 'ask' | 'note'>,
  question: string,
  { yes }: { yes?: boolean },
): Promise<void> {
  if (yes) return;
  if (terminal.ask === undefined) {
    throw new CliError(`${question} Nobody can be asked here: add --yes to agree.`, EXIT.usage);
  }
  const answer = await terminal.ask(`${question} [y/N] `);
  if (!/^y(es)?$/i.test(answer.trim())) throw new CliError('Nothing was done.', EXIT.usage);
}
