import { Command } from 'commander';
import type { AssetComparison } from '../../contract';
import type { CliContext } from '../context';
import { chosenRegions } from '../deployment';
import { EXIT } from '../failure';
import { teach } from '../help';
import type { RegionHolding } from '../releases/region-holding';
import { type VersionReport, verifyVersion } from '../releases/verify-version';
import { statusStyle } from '../runs/status-style';
import { type Cell, table } from '../table';
import { openTarget, type TargetOptions } from '../target';
import { paint, type Terminal } from '../terminal';
import { printJson } from './print-json';
import { packageName, releaseVersion } from './release-arguments';
import { addTargetOptions, collect } from './target-options';

interface Options extends TargetOptions {
  readonly region?: readonly string[];
  readonly json?: boolean;
}

/** `vigilant verify PACKAGE VERSION`: whether every region serves the stored build. */
export function verifyCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('verify'))
    .description(
      'compare what every region serves with the stored build, by SHA-256; exits with 1 if any differs',
    )
    .argument('<package>', 'name of the package', packageName)
    .argument('<version>', 'its version', releaseVersion)
    .option('--region <region>', 'only this region (may be repeated)', collect)
    .option('--json', 'print JSON')
    .action(async (name: string, version: string, options: Options) => {
      const target = await openTarget(context, options);
      const regions = chosenRegions(target.config, options.region);
      const report = await verifyVersion(target, { name, version, regions });
      if (options.json) printJson(context.terminal, 'verify', report);
      else printVersion(context.terminal, report);
      if (
        !options.json &&
        report.regions.some(({ verdict }) => verdict === 'missing' || verdict === 'partial')
      )
        context.terminal.note(
          `To bring it to every region: npx vigilant republish ${name} ${version} --follow${target.flags}`,
        );
      context.finish(report.same ? EXIT.ok : EXIT.negative);
    });
  return teach(command, {
    examples: [
      ['compare all regions', 'npx vigilant verify wordcount 1.2.0'],
      [
        'one region, on the runtime of this machine',
        'npx vigilant verify wordcount 1.2.0 --region eu-west-1 --local',
      ],
    ],
    negative: 'a region does not serve exactly the stored build',
  });
}

/** Prints a version, region by region and asset by asset. */
function printVersion(terminal: Terminal, report: VersionReport): void {
  terminal.print(`${paint(terminal, 'bold', `${report.package} ${report.version}`)} (${report.state})`);
  terminal.print(`build ${report.digest}`);
  if (report.release.revision) terminal.print(`from commit ${report.release.revision}`);
  terminal.print();
  const rows = report.regions.flatMap((holding) => regionRows(holding));
  terminal.print(table(terminal, ['REGION', 'VERDICT', 'STATUS', 'ASSET', 'SHA-256'], rows));
  terminal.print();
  for (const holding of report.regions) {
    if (holding.verdict !== 'same') terminal.print(`${holding.region}: ${holding.why}`);
  }
  terminal.print(
    report.same
      ? paint(terminal, 'green', 'Every region serves this build.')
      : paint(terminal, 'red', 'Not the same everywhere.'),
  );
}

function regionRows(holding: RegionHolding): Cell[][] {
  const head: Cell[] = [
    holding.region,
    { text: holding.verdict, style: statusStyle(holding.verdict) },
    holding.status ?? '',
  ];
  if (holding.assets.length === 0) return [[...head, '', '']];
  return holding.assets.map((asset, index) => [
    ...(index === 0 ? head : ['', '', '']),
    asset.name,
    { text: hashText(asset), style: asset.found === asset.expected ? 'green' : 'red' },
  ]);
}

/** Twelve digits tell two builds apart; `--json` has all of them. */
function hashText({ expected, found }: AssetComparison): string {
  if (found === undefined) return 'missing';
  if (found === expected) return found.slice(0, 12);
  return `${found.slice(0, 12)}, expected ${expected?.slice(0, 12) ?? 'no such asset'}`;
}
