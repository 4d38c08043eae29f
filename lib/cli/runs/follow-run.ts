import type { CliContext } from '../context';
import type { Target } from '../target';
import { paint } from '../terminal';
import { loadRun } from './load-run';
import { progressLines } from './progress-lines';
import type { RunReport } from './run-report';

/** Step Functions answers these calls 15 times a second at most; the runtime on this machine can be asked more often. */
const PAUSE_AWS = 2000;
const PAUSE_LOCAL = 400;

/**
 * Shows a run while it goes on, one line for each thing that happens in a region, and returns it once it has ended.
 * @throws AbortError when the person stops watching
 */
export async function followRun(
  context: Pick<CliContext, 'terminal' | 'clock' | 'stop'>,
  target: Target,
  arn: string,
): Promise<RunReport> {
  const { terminal, clock, stop } = context;
  const shown = new Set<string>();
  const width = Math.max(...target.config.regions.map((region) => region.length));
  for (;;) {
    const report = await loadRun(target, arn);
    for (const line of progressLines(report)) {
      if (shown.has(line.key)) continue;
      shown.add(line.key);
      const text =
        line.good === undefined ? line.text : paint(terminal, line.good ? 'green' : 'red', line.text);
      terminal.note(`  ${line.step.padEnd(8)} ${line.region.padEnd(width)}  ${text}`);
    }
    if (report.status !== 'RUNNING') return report;
    await clock.sleep(target.endpoint === undefined ? PAUSE_AWS : PAUSE_LOCAL, stop);
  }
}
