import { Command } from 'commander';
import type { CliContext } from '../context';
import { chosenRegions } from '../deployment';
import { indexUrl } from '../releases/index-url';
import { openTarget, type TargetOptions } from '../target';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly region?: string;
}

/** `vigilant index-url`: what pip needs to install from a region. */
export function indexUrlCommand(context: CliContext): Command {
  return addTargetOptions(new Command('index-url'))
    .description('print the package index of a region with a token in it, for pip install --index-url')
    .option('--region <region>', 'which region; the primary one when left out')
    .action(async (options: Options) => {
      const target = await openTarget(context, options);
      const [region] = chosenRegions(target.config, options.region ? [options.region] : undefined) as [
        string,
      ];
      context.terminal.print(await indexUrl(target, region));
    });
}
