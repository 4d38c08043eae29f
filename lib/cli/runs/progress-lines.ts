import { duration } from '../../contract/duration';
import { explainCause } from './explain-cause';
import type { RegionStep, RunReport } from './run-report';
import type { StateVisit } from './state-visits';

/** Something that happened in a run. `key` is stable: asked again later, the same happening has the same key. */
export interface ProgressLine {
  readonly key: string;
  readonly at: Date;
  readonly step: string;
  readonly region: string;
  readonly text: string;
  readonly good?: boolean;
}

/** What has happened in a run so far, region by region, in the order in which it happened. */
export function progressLines(report: RunReport): ProgressLine[] {
  return report.steps
    .flatMap((step) => [...attempts(step), ...ending(step)])
    .sort((a, b) => a.at.getTime() - b.at.getTime());
}

const LONGEST_CAUSE = 240;

const keyOf = (step: RegionStep) => `${step.visits[0]?.mapEvent}/${step.visits[0]?.index}`;

/** Jobs take long, so their starts and failed attempts are told while they run; other steps only by their ends. */
function attempts(step: RegionStep): ProgressLine[] {
  const common = { step: step.step, region: step.region };
  return step.visits.flatMap((visit) => [
    ...visit.builds.map((build, index) => ({
      ...common,
      key: `${keyOf(step)}/${visit.id}/build/${index}`,
      at: build.at,
      text: index === 0 ? `job started: ${build.id}` : `job started again: ${build.id}`,
    })),
    ...visit.failures.map((failure, index) => ({
      ...common,
      key: `${keyOf(step)}/${visit.id}/failure/${index}`,
      at: failure.at,
      text: `${visit.state}: attempt ${index + 1} failed: ${cut(explainCause(failure.error, failure.cause))}`,
      good: false,
    })),
  ]);
}

/** A line of progress is not the place for a whole cause; `vigilant show` has it. */
function cut(text: string): string {
  return text.length > LONGEST_CAUSE ? `${text.slice(0, LONGEST_CAUSE - 1)}…` : text;
}

function ending(step: RegionStep): ProgressLine[] {
  const last = step.visits.at(-1) as StateVisit;
  if (step.outcome === 'running') return [];
  const took = duration((last.exited as Date).getTime() - (step.visits[0] as StateVisit).entered.getTime());
  const bad =
    step.error !== undefined || ['conflict', 'unavailable', 'failed', 'left behind'].includes(step.outcome);
  // Failed attempts have told their cause already.
  const isTold = step.visits.some((visit) => visit.failures.length > 0);
  const why = step.cause === undefined || isTold ? '' : `: ${step.cause}`;
  return [
    {
      key: `${keyOf(step)}/end`,
      at: last.exited as Date,
      step: step.step,
      region: step.region,
      text: step.step === 'survey' ? `${step.outcome}${why}` : `${step.outcome} in ${took}${why}`,
      good: !bad,
    },
  ];
}
