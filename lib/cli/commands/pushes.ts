import { Command } from 'commander';
import type { CliContext } from '../context';
import { teach } from '../help';
import { listPushes } from '../runs/list-pushes';
import { statusStyle } from '../runs/status-style';
import { table } from '../table';
import { openTarget, type TargetOptions } from '../target';
import { printJson } from './print-json';
import { addTargetOptions } from './target-options';
import { wholeNumber } from './whole-number';

interface Options extends TargetOptions {
  readonly limit: number;
  readonly json?: boolean;
}

/** `vigilant pushes`: what became of each push, before and besides its run. */
export function pushesCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('pushes'))
    .description('list the pushes, the newest first: how far the pipeline took each, and why a build failed')
    .option('--limit <n>', 'how many', wholeNumber(1, 100), 10)
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const pushes = await listPushes(await openTarget(context, options), options.limit);
      if (options.json) return printJson(context.terminal, 'pushes', { pushes });
      if (pushes.length === 0) return context.terminal.print('no pushes yet');
      context.terminal.print(
        table(
          context.terminal,
          ['COMMIT', 'STATUS', 'STARTED (UTC)', 'STAGE', 'WHY'],
          pushes.map((push) => [
            push.commit?.slice(0, 8) ?? '',
            { text: push.status, style: statusStyle(push.status) },
            push.startedAt?.slice(0, 16).replace('T', ' ') ?? '',
            push.stage ?? '',
            push.why ?? '',
          ]),
        ),
      );
    });
  return teach(command, {
    examples: [
      ['the last ten pushes, and why a build failed', 'npx vigilant pushes'],
      ['the build log of one, by its commit', 'npx vigilant logs 1a2b3c4d'],
    ],
  });
}
