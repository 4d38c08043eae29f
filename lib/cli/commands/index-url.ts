import { Command } from 'commander';
import type { CliContext } from '../context';
import { chosenRegions } from '../deployment';
import { teach } from '../help';
import { indexUrl } from '../releases/index-url';
import { openTarget, type TargetOptions } from '../target';
import { printJson } from './print-json';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly region?: string;
  readonly json?: boolean;
}

/** `vigilant index-url`: what pip needs to install from a region. */
export function indexUrlCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('index-url'))
    .description('print the package index of a region with a token in it, for pip install --index-url')
    .option('--region <region>', 'which region; the primary one when left out')
    .option('--json', 'print JSON')
    .action(async (options: Options) => {
      const target = await openTarget(context, options);
      const [region] = chosenRegions(target.config, options.region ? [options.region] : undefined) as [
        string,
      ];
      const url = await indexUrl(target, region);
      if (options.json) printJson(context.terminal, 'index-url', { region, url });
      else context.terminal.print(url);
    });
  return teach(command, {
    examples: [
      [
        'install from a region',
        'pip install --index-url "$(npx vigilant index-url --region eu-west-1)" wordcount',
      ],
    ],
  });
}
