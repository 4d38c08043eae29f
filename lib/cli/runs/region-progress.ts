import { duration } from '../../contract/duration';
import { paint, type Terminal } from '../terminal';
import type { RegionStep, RunReport } from './run-report';
import { statusStyle } from './status-style';

/** One line for each region that a run works on: the step that it is at, how that stands, and for how long. */
export function regionProgress(
  terminal: Pick<Terminal, 'colour'>,
  report: RunReport,
  { regions, now }: { regions: readonly string[]; now: number },
): string[] {
  if (report.status !== 'RUNNING') return [];
  const width = Math.max(...regions.map((region) => region.length));
  return regions.flatMap((region) => {
    const step = report.steps.findLast((one) => one.region === region);
    return step === undefined ? [] : [line(terminal, step, { width, now })];
  });
}

function line(
  terminal: Pick<Terminal, 'colour'>,
  step: RegionStep,
  { width, now }: { width: number; now: number },
): string {
  const [first] = step.visits;
  const last = step.visits.at(-1);
  const from = first?.entered.getTime() ?? now;
  const isRunning = step.outcome === 'running';
  const took = duration(Math.max(0, (isRunning ? now : (last?.exited?.getTime() ?? now)) - from));
  const attempt = (last?.attempts ?? 0) > 1 ? `attempt ${last?.attempts} of ${last?.state}` : '';
  return [
    `  ${step.region.padEnd(width)}`,
    step.step.padEnd(8),
    paint(terminal, statusStyle(step.outcome), step.outcome.padEnd(11)),
    took.padEnd(8),
    isRunning ? attempt || (last?.state ?? '') : '',
  ]
    .join('  ')
    .trimEnd();
}
