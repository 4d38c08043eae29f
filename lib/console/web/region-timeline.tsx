import type { RunDetail, Visit } from '../api/run';
import { duration, timeOf } from './format';

/** When each region's states ran, side by side. */
export function RegionTimeline({ run }: { run: RunDetail }) {
  const now = Date.now();
  const start = Date.parse(run.startedAt);
  const end = run.endedAt === undefined ? now : Date.parse(run.endedAt);
  const span = Math.max(1, end - start);
  const regions = [...new Set(run.steps.map((step) => step.region))];
  if (regions.length === 0) return <p>No region was touched yet.</p>;
  const lanes: [string, Visit[]][] = [
    [
      'whole run',
      run.states.filter((visit) => visit.type === 'Task' || visit.type === 'Map' || visit.type === 'Wait'),
    ],
    ...regions.map((region): [string, Visit[]] => [
      region,
      run.steps.filter((step) => step.region === region).flatMap((step) => step.visits),
    ]),
  ];
  return (
    <div className="gantt">
      {lanes.flatMap(([name, visits]) => [
        <div key={name}>{name}</div>,
        <div
          key={`${name} track`}
          className="track"
          role="img"
          aria-label={`${name}: ${visits.map((visit) => describe(visit, now)).join('; ')}`}
        >
          {visits.map((visit) => (
            <Bar key={visit.id} visit={visit} {...{ start, span, end, now }} />
          ))}
        </div>,
      ])}
      <div />
      <div className="axis">
        <span>{timeOf(run.startedAt)}</span>
        <span>{duration(run.startedAt, run.endedAt, now)}</span>
      </div>
    </div>
  );
}

const describe = (visit: Visit, now: number) =>
  `${visit.state} ${visit.status}, ${duration(visit.entered, visit.exited, now)}`;

function Bar({
  visit,
  start,
  span,
  end,
  now,
}: {
  visit: Visit;
  start: number;
  span: number;
  end: number;
  now: number;
}) {
  const from = Date.parse(visit.entered);
  const to = visit.exited === undefined ? end : Date.parse(visit.exited);
  const failed = visit.failures.length > 0 && visit.status === 'failed';
  return (
    <div
      className={`bar ${failed ? 'failed' : visit.status} ${visit.map === 'SurveyRegions' ? 'survey' : ''}`}
      style={{
        left: `${((from - start) / span) * 100}%`,
        width: `calc(${((to - from) / span) * 100}% - 1px)`,
      }}
      title={describe(visit, now)}
    />
  );
}
