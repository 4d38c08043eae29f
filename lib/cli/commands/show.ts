import { Command } from 'commander';
import type { CliContext } from '../context';
import { CliError, EXIT } from '../failure';
import { findRun } from '../runs/find-run';
import { type JobLog, jobLogs } from '../runs/job-log';
import { loadRun } from '../runs/load-run';
import type { RunReport } from '../runs/run-report';
import { printRun } from '../runs/run-view';
import { openTarget, type TargetOptions } from '../target';
import { paint, type Terminal } from '../terminal';
import { printJson } from './print-json';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly log?: string | true;
  readonly json?: boolean;
}

/** Lines of a failed job's log that are shown unasked. */
const TAIL = 15;

/** `vigilant show RUN`: one run in full. */
export function showCommand(context: CliContext): Command {
  return addTargetOptions(new Command('show'))
    .description('show a run: its states, what happened in every region, why it failed, the log of its jobs')
    .argument('<run>', 'name of the run, the beginning of one, its ARN, or "latest"')
    .option('--log [region]', 'the whole log of the publish jobs, of all regions or of one')
    .option('--json', 'print JSON')
    .action(async (name: string, options: Options) => {
      const { terminal } = context;
      const target = await openTarget(context, options);
      const report = await loadRun(target, await findRun(target, name));
      const logs = await jobLogs(target, wantedBuilds(report, options));
      if (options.json) return printJson(terminal, { run: report, logs });
      printRun(terminal, report);
      for (const log of logs) printLog(terminal, log, options.log === undefined);
    });
}

/** Without `--log`, the last job of every region whose job failed. */
function wantedBuilds(report: RunReport, options: Options): string[] {
  const jobs = report.steps.filter((step) => step.step === 'publish');
  if (options.log === undefined) {
    return jobs.flatMap((step) => {
      const failed = step.visits.findLast((visit) => visit.builds.length > 0 && visit.status === 'failed');
      return failed ? failed.builds.slice(-1).map((build) => build.id) : [];
    });
  }
  const chosen = jobs.filter((step) => options.log === true || step.region === options.log);
  if (chosen.length === 0 && options.log !== true) {
    const regions = jobs.map((step) => step.region).join(', ') || 'none';
    throw new CliError(
      `--log: no job of this run was for ${options.log}; its regions are: ${regions}`,
      EXIT.usage,
    );
  }
  return chosen.flatMap((step) => step.visits.flatMap((visit) => visit.builds.map((build) => build.id)));
}

function printLog(terminal: Terminal, { build, status, lines }: JobLog, short: boolean): void {
  const shown = short ? lines.slice(-TAIL) : lines;
  terminal.print();
  terminal.print(paint(terminal, 'bold', `log of job ${build} (${status})`));
  if (shown.length < lines.length)
    terminal.print(`  … ${lines.length - shown.length} lines before; --log shows all`);
  for (const line of shown) terminal.print(`  ${line}`);
  if (lines.length === 0) terminal.print('  nothing was printed');
}
