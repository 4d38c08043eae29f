import type { CliContext } from '../context';
import type { Target } from '../target';
import { paint, type Terminal } from '../terminal';
import { wrapText } from '../wrap-text';
import { interrupted, unlessStopped } from './interrupted';
import { loadRun } from './load-run';
import { type ProgressLine, progressLines } from './progress-lines';
import { regionProgress } from './region-progress';
import type { RunReport } from './run-report';

/** Step Functions answers these calls 15 times a second at most; the runtime on this machine can be asked more often. */
const PAUSE_AWS = 2000;
const PAUSE_LOCAL = 400;

/** How long to wait before a deployment is asked again. */
export function pauseOf(target: Target): number {
  return target.endpoint === undefined ? PAUSE_AWS : PAUSE_LOCAL;
}

/** The run to follow. */
export interface Followed {
  readonly arn: string;
  /** Only wait for its end. */
  readonly quiet?: boolean;
}

/**
 * Shows a run while it goes on, one line for each thing that happens in a region, and returns it once it has ended.
 * @throws CliError that says how to go on when the person stops watching
 */
export async function followRun(
  context: Pick<CliContext, 'terminal' | 'clock' | 'stop'>,
  target: Target,
  { arn, quiet = false }: Followed,
): Promise<RunReport> {
  const name = arn.split(':').at(-1);
  return unlessStopped(
    context.stop,
    () => follow(context, target, { arn, quiet }).finally(() => context.terminal.live?.([])),
    () =>
      interrupted({
        what: `run ${name}`,
        resume: `npx vigilant show ${name} --follow${target.flags}`,
        stop: `npx vigilant stop ${name}${target.flags}   (what it has added is rolled back)`,
      }),
  );
}

async function follow(
  { terminal, clock, stop }: Pick<CliContext, 'terminal' | 'clock' | 'stop'>,
  target: Target,
  { arn, quiet }: Followed,
): Promise<RunReport> {
  const shown = new Set<string>();
  const width = Math.max(...target.config.regions.map((region) => region.length));
  for (;;) {
    const report = await loadRun(target, arn);
    const { regions } = target.config;
    if (!quiet) terminal.live?.(regionProgress(terminal, report, { regions, now: clock.now() }));
    for (const line of quiet ? [] : progressLines(report)) {
      if (shown.has(line.key)) continue;
      shown.add(line.key);
      printLine(terminal, line, width);
    }
    if (report.status !== 'RUNNING') return report;
    await clock.sleep(pauseOf(target), stop);
  }
}

/** A long text goes on below its own beginning. */
function printLine(terminal: Terminal, line: ProgressLine, width: number): void {
  const head = `  ${line.step.padEnd(8)} ${line.region.padEnd(width)}  `;
  const room = Math.max(20, terminal.noteWidth - head.length);
  wrapText(line.text, room).forEach((text, index) => {
    const painted = line.good === undefined ? text : paint(terminal, line.good ? 'green' : 'red', text);
    terminal.note((index === 0 ? head : ' '.repeat(head.length)) + painted);
  });
}
