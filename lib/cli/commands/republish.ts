import { Command } from 'commander';
import type { CliContext } from '../context';
import { chosenRegions } from '../deployment';
import { teach } from '../help';
import { startRun } from '../runs/start-run';
import { openTarget, type TargetOptions } from '../target';
import { printJson } from './print-json';
import { buildDigest, packageName, releaseVersion } from './release-arguments';
import { reportRun } from './report-run';
import { addTargetOptions, collect } from './target-options';

interface Options extends TargetOptions {
  readonly region?: readonly string[];
  readonly digest?: string;
  readonly dryRun?: boolean;
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** `vigilant republish PACKAGE VERSION`: bring every region to the stored build. */
export function republishCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('republish'))
    .description('publish a stored build again: regions that already serve it are left alone')
    .argument('<package>', 'name of the package', packageName)
    .argument('<version>', 'its version', releaseVersion)
    .option('--region <region>', 'only this region (may be repeated)', collect)
    .option('--digest <sha256>', 'which build, when the ledger does not know one', buildDigest)
    .option(
      '--dry-run',
      'tell for every region what would be done and why, and do nothing (implies --follow)',
    )
    .option('-f, --follow', 'show the run until it ends')
    .option('--json', 'print JSON')
    .action(async (name: string, version: string, options: Options) => {
      const target = await openTarget(context, options);
      const regions = options.region && chosenRegions(target.config, options.region);
      const { digest, dryRun } = options;
      const run = await startRun(context, target, { package: name, version, digest, regions, dryRun });
      await reportRun(context, target, {
        run,
        options: {
          ...options,
          json: options.json ? (value) => printJson(context.terminal, 'republish', value) : undefined,
        },
      });
    });
  return teach(command, {
    examples: [
      [
        'what would happen in each region, and why; changes nothing',
        'npx vigilant republish wordcount 1.2.0 --dry-run',
      ],
      [
        'bring every region to the stored build, and watch',
        'npx vigilant republish wordcount 1.2.0 --follow',
      ],
      [
        'only one region, on the runtime of this machine',
        'npx vigilant republish wordcount 1.2.0 --region eu-west-1 -f --local',
      ],
    ],
    negative: 'the run that is followed fails, or a dry run finds that it would be refused',
  });
}
