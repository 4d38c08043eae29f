import { duration as readable } from '../../contract/duration';
import type { RunDetail, Visit } from '../api/run';
import { duration, timeOf } from './format';
import { useNow } from './use-now';

/** What the bars stand for, in the order of the legend. */
const KINDS = ['succeeded', 'failed', 'running', 'aborted'] as const;
const LEGEND = { succeeded: 'done', failed: 'failed', running: 'running', aborted: 'aborted' } as const;
/** Shares of the run's time at which the axis has a line. */
const LINES = [0, 0.25, 0.5, 0.75, 1];

interface Lane {
  readonly name: string;
  readonly visits: readonly Visit[];
}

interface Scale {
  readonly now: number;
  /** Where a time is, in percent of the lane. */
  at(time: string | undefined): number;
}

/** When each region's states ran, side by side. */
export function RegionTimeline({ run }: { run: RunDetail }) {
  const now = useNow(run.status === 'RUNNING');
  const start = Date.parse(run.startedAt);
  const end = run.endedAt === undefined ? now : Date.parse(run.endedAt);
  const span = Math.max(1, end - start);
  const scale: Scale = {
    now,
    at: (time) =>
      Math.min(100, Math.max(0, (((time === undefined ? end : Date.parse(time)) - start) / span) * 100)),
  };
  const lanes = lanesOf(run);
  if (lanes.length === 1) return <p>No region was looked at{run.endedAt === undefined ? ' yet' : ''}.</p>;
  const seen = new Set(lanes.flatMap(({ visits }) => visits.map(kindOf)));
  const retried = lanes.some(({ visits }) => visits.some((visit) => visit.failures.length > 0));
  return (
    <>
      <div className="gantt">
        {lanes.map((lane) => (
          <Track key={lane.name} lane={lane} scale={scale} />
        ))}
        <div />
        <div className="axis" aria-hidden="true">
          {LINES.map((share) => (
            <span key={share} style={{ left: `${share * 100}%` }}>
              {axisLabel(share * span, span)}
            </span>
          ))}
        </div>
      </div>
      <p className="legend">
        {KINDS.filter((kind) => seen.has(kind)).map((kind) => (
          <span key={kind}>
            <i className={`key ${kind}`} /> {LEGEND[kind]}
          </span>
        ))}
        {retried ? (
          <span>
            <i className="key tick" /> an attempt failed
          </span>
        ) : null}
        <span>from {timeOf(run.startedAt)}</span>
      </p>
    </>
  );
}

/** With more digits where the lines of a short run would read alike. */
function axisLabel(at: number, span: number): string {
  return span < 4000 ? `${(at / 1000).toFixed(2)} s` : readable(at);
}

/** First the states around the regions, then each region. */
function lanesOf(run: RunDetail): Lane[] {
  const regions = [...new Set(run.steps.map((step) => step.region))];
  return [
    { name: 'whole run', visits: run.states.filter(({ type }) => /^(Task|Map|Wait)$/.test(type)) },
    ...regions.map((name) => ({
      name,
      visits: run.steps.filter((step) => step.region === name).flatMap((step) => step.visits),
    })),
  ];
}

const kindOf = (visit: Visit) => visit.status;

const describe = (visit: Visit, now: number) =>
  `${visit.state} ${visit.status}, ${duration(visit.entered, visit.exited, now)}` +
  (visit.failures.length > 0 ? `, ${visit.failures.length} failed` : '');

function Track({ lane, scale }: { lane: Lane; scale: Scale }) {
  const told = lane.visits.map((visit) => describe(visit, scale.now)).join('; ');
  return (
    <>
      <div className="lane">{lane.name}</div>
      <div className="track" role="img" aria-label={`${lane.name}: ${told}`}>
        {LINES.slice(1, -1).map((share) => (
          <i key={share} className="line" style={{ left: `${share * 100}%` }} />
        ))}
        {lane.visits.map((visit) => (
          <Bar key={visit.id} visit={visit} scale={scale} />
        ))}
      </div>
    </>
  );
}

function Bar({ visit, scale }: { visit: Visit; scale: Scale }) {
  const left = scale.at(visit.entered);
  // Its last failure is the bar's own end where the task never succeeded.
  const ticks = visit.status === 'failed' ? visit.failures.slice(0, -1) : visit.failures;
  return (
    <>
      <div
        className={`bar ${kindOf(visit)}`}
        style={{ left: `${left}%`, width: `calc(${scale.at(visit.exited) - left}% - 1px)` }}
        title={describe(visit, scale.now)}
      />
      {ticks.map((failure) => (
        <i
          key={failure.at}
          className="tick"
          style={{ left: `${scale.at(failure.at)}%` }}
          title={`${visit.state}: ${failure.error} at ${timeOf(failure.at)}`}
        />
      ))}
    </>
  );
}
