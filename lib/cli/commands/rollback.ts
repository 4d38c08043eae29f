import { Command } from 'commander';
import type { CliContext } from '../context';
import { openTarget, type TargetOptions } from '../target';
import { startRun } from './republish';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** `vigilant rollback PACKAGE VERSION`: pay what an earlier run left behind. */
export function rollbackCommand(context: CliContext): Command {
  return addTargetOptions(new Command('rollback'))
    .description(
      'remove what a run that failed, was stopped or was killed left behind; a published version stays',
    )
    .argument('<package>', 'name of the package')
    .argument('<version>', 'its version')
    .option('--follow', 'show the run until it ends; exits with 1 if it fails')
    .option('--json', 'print JSON')
    .action(async (name: string, version: string, options: Options) => {
      const target = await openTarget(context, options);
      await startRun(context, target, { input: { package: name, version, operation: 'rollback' }, options });
    });
}
