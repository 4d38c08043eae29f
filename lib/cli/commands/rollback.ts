import { Command } from 'commander';
import type { CliContext } from '../context';
import { teach } from '../help';
import { startRun } from '../runs/start-run';
import { openTarget, type TargetOptions } from '../target';
import { printJson } from './print-json';
import { packageName, releaseVersion } from './release-arguments';
import { reportRun } from './report-run';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** `vigilant rollback PACKAGE VERSION`: pay what an earlier run left behind. */
export function rollbackCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('rollback'))
    .description(
      'remove what a run that failed, was stopped or was killed left behind; a published version stays',
    )
    .argument('<package>', 'name of the package', packageName)
    .argument('<version>', 'its version', releaseVersion)
    .option('-f, --follow', 'show the run until it ends')
    .option('--json', 'print JSON')
    .action(async (name: string, version: string, options: Options) => {
      const target = await openTarget(context, options);
      const run = await startRun(context, target, { package: name, version, operation: 'rollback' });
      await reportRun(context, target, {
        run,
        options: {
          ...options,
          json: options.json ? (value) => printJson(context.terminal, 'rollback', value) : undefined,
        },
      });
    });
  return teach(command, {
    examples: [
      [
        'after RollbackIncomplete, once the region answers again',
        'npx vigilant rollback wordcount 1.2.0 --follow',
      ],
    ],
    negative: 'the run that is followed fails',
  });
}
