import { StartExecutionCommand } from '@aws-sdk/client-sfn';
import { Command } from 'commander';
import type { WorkflowInput } from '../../contract';
import type { CliContext } from '../context';
import { chosenRegions } from '../deployment';
import { EXIT } from '../failure';
import { executionName } from '../runs/execution-name';
import { followRun } from '../runs/follow-run';
import { printFailure } from '../runs/run-view';
import { statusStyle } from '../runs/status-style';
import { table } from '../table';
import { openTarget, type Target, type TargetOptions } from '../target';
import { paint } from '../terminal';
import { printJson } from './print-json';
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
  return addTargetOptions(new Command('republish'))
    .description('publish a stored build again: regions that already serve it are left alone')
    .argument('<package>', 'name of the package')
    .argument('<version>', 'its version')
    .option('--region <region>', 'only this region (may be repeated)', collect)
    .option('--digest <sha256>', 'which build, when the ledger does not know one')
    .option(
      '--dry-run',
      'tell for every region what would be done and why, and do nothing (implies --follow)',
    )
    .option('--follow', 'show the run until it ends; exits with 1 if it fails')
    .option('--json', 'print JSON')
    .action(async (name: string, version: string, options: Options) => {
      const target = await openTarget(context, options);
      const regions = options.region && chosenRegions(target.config, options.region);
      const { digest, dryRun } = options;
      await startRun(context, target, {
        input: { package: name, version, digest, regions, dryRun },
        options,
      });
    });
}

/** Starts a run and, if asked to, follows it to its end. */
export async function startRun(
  context: CliContext,
  target: Target,
  { input, options }: { input: WorkflowInput; options: Options },
): Promise<void> {
  const { terminal } = context;
  const name = executionName(input, context.clock.now());
  const started = await target.clients.stepFunctions.send(
    new StartExecutionCommand({
      stateMachineArn: target.stateMachineArn,
      name,
      input: JSON.stringify(input),
    }),
  );
  const arn = started.executionArn as string;
  if (!options.follow && !options.dryRun) {
    if (options.json) return printJson(terminal, { name, arn });
    terminal.print(name);
    return terminal.note(`Started. To see it: vigilant show ${name}${target.endpoint ? ' --local' : ''}`);
  }
  terminal.note(`run ${name}`);
  const report = await followRun(context, target, arn);
  const good = report.status === 'SUCCEEDED';
  context.finish(good ? EXIT.ok : EXIT.negative);
  if (options.json) return printJson(terminal, { name, arn, run: report });
  if (input.dryRun && good) return terminal.print(planTable(context, report.output));
  terminal.print(
    paint(terminal, statusStyle(report.status), report.output?.outcome ?? report.error ?? report.status),
  );
  printFailure(terminal, report);
}

function planTable({ terminal }: CliContext, plan: any): string {
  const rows = (plan?.regions ?? []).map((one: any) => [one.region, one.found, one.action, one.why]);
  return table(terminal, ['REGION', 'FOUND', 'WOULD', 'WHY'], rows);
}
