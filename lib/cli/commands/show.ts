import { Command } from 'commander';
import type { CliContext } from '../context';
import { teach } from '../help';
import { findRun } from '../runs/find-run';
import { followRun } from '../runs/follow-run';
import { type JobLog, jobLogs } from '../runs/job-log';
import { loadRun } from '../runs/load-run';
import type { RunReport } from '../runs/run-report';
import { printRun } from '../runs/run-view';
import { openTarget, type TargetOptions } from '../target';
import { paint, type Terminal } from '../terminal';
import { printJson } from './print-json';
import { exitCodeOf } from './report-run';
import { addTargetOptions } from './target-options';

interface Options extends TargetOptions {
  readonly follow?: boolean;
  readonly json?: boolean;
}

/** Lines of a failed job's log that are shown. */
const TAIL = 15;

/** `vigilant show RUN`: one run in full. */
export function showCommand(context: CliContext): Command {
  const command = addTargetOptions(new Command('show'))
    .description(
      'show a run: its states, what happened in every region, why it failed, how the log of a failed job ends',
    )
    .argument('<run>', 'name of the run, the beginning of one, its ARN, or "latest"')
    .option('-f, --follow', 'first show what happens until the run has ended')
    .option('--json', 'print JSON')
    .action(async (name: string, options: Options) => {
      const { terminal } = context;
      const target = await openTarget(context, options);
      const arn = await findRun(target, name);
      const report = options.follow ? await followRun(context, target, { arn }) : await loadRun(target, arn);
      if (options.follow) context.finish(exitCodeOf(report));
      const logs = await jobLogs(target, failedJobs(report));
      if (options.json) return printJson(terminal, 'show', { run: report, logs });
      printRun(terminal, report);
      for (const log of logs) printTail(terminal, log, `npx vigilant logs ${report.name}${target.flags}`);
    });
  return teach(command, {
    examples: [
      ['the newest run', 'npx vigilant show latest'],
      ['a run that is going on, until it ends; also after Ctrl-C', 'npx vigilant show latest --follow'],
      ['the beginning of a name is enough; for programs', 'npx vigilant show 5fa3cf1e --json'],
    ],
    negative: 'a run that is followed fails',
  });
}

/** The last job of every region whose job failed. */
function failedJobs(report: RunReport): string[] {
  const jobs = report.steps.filter((step) => step.step === 'publish');
  return jobs.flatMap((step) => {
    const failed = step.visits.findLast((visit) => visit.builds.length > 0 && visit.status === 'failed');
    return failed ? failed.builds.slice(-1).map((build) => build.id) : [];
  });
}

function printTail(terminal: Terminal, { build, status, lines }: JobLog, all: string): void {
  const shown = lines.slice(-TAIL);
  terminal.print();
  terminal.print(paint(terminal, 'bold', `log of job ${build} (${status})`));
  if (shown.length < lines.length)
    terminal.print(`  … ${lines.length - shown.length} lines before; "${all}" shows all`);
  for (const line of shown) terminal.print(`  ${line}`);
  if (lines.length === 0) terminal.print('  nothing was printed');
}
