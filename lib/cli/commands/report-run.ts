import type { CliContext } from '../context';
import { EXIT } from '../failure';
import { followRun } from '../runs/follow-run';
import type { RunReport } from '../runs/run-report';
import { isPlan, isRefused, planTable, printFailure } from '../runs/run-view';
import type { StartedRun } from '../runs/start-run';
import { statusStyle } from '../runs/status-style';
import type { Target } from '../target';
import { paint } from '../terminal';

/** How a command that starts a run goes on. */
export interface ReportOptions {
  readonly follow?: boolean;
  readonly dryRun?: boolean;
  /** Prints it for programs; people get words when it is left out. */
  readonly json?: (value: StartedRun & { readonly run?: RunReport }) => void;
}

/** Says how to see a run that was started, or follows it to its end, which decides the exit code. */
export async function reportRun(
  context: CliContext,
  target: Target,
  { run, options }: { run: StartedRun; options: ReportOptions },
): Promise<void> {
  const { terminal } = context;
  if (!options.follow && !options.dryRun) {
    if (options.json) return options.json(run);
    terminal.print(run.name);
    return terminal.note(`Started. To watch it: npx vigilant show ${run.name} --follow${target.flags}`);
  }
  terminal.note(`run ${run.name}`);
  const report = await followRun(context, target, { arn: run.arn, quiet: options.dryRun });
  context.finish(exitCodeOf(report));
  if (options.json) return options.json({ ...run, run: report });
  printEnd(context, report);
  if (exitCodeOf(report) === EXIT.ok || report.error === undefined) return;
  const more = ['show', 'logs'].map((command) => `npx vigilant ${command} ${run.name}${target.flags}`);
  terminal.note(`To look closer: ${more.join(', ')}. What to do: RUNBOOK.md, "${report.error}".`);
}

/** A run that has ended in anything but success is an answer of no; so is the plan of one that would be refused. */
export function exitCodeOf(report: RunReport): number {
  return report.status === 'SUCCEEDED' && !isRefused(report) ? EXIT.ok : EXIT.negative;
}

/** The last words of a run: the plan of a dry run, or how it ended and why. */
function printEnd({ terminal }: Pick<CliContext, 'terminal'>, report: RunReport): void {
  if (isPlan(report)) {
    terminal.print(planTable(terminal, report));
  } else {
    const outcome = report.output?.outcome ?? report.error ?? report.status;
    terminal.print(paint(terminal, statusStyle(report.status), outcome));
    printFailure(terminal, report);
  }
}
