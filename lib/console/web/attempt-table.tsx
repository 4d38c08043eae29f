import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import type { RunDetail, Visit } from '../api/run';
import { duration, timeOf } from './format';
import { Status } from './status';

/** Each task of each region: when, how often, what every failed attempt said. */
export function AttemptTable({ run }: { run: RunDetail }) {
  const visits = run.steps
    .flatMap((step) => step.visits)
    .filter((visit) => visit.attempts > 0)
    .sort((a, b) => a.id - b.id);
  return (
    <Table
      variant="embedded"
      items={visits}
      trackBy={(visit) => String(visit.id)}
      ariaLabels={{ tableLabel: 'Attempts' }}
      empty={<Box textAlign="center">No task was started in a region yet.</Box>}
      columnDefinitions={[
        { id: 'state', header: 'State', cell: (visit) => visit.state, isRowHeader: true },
        { id: 'region', header: 'Region', cell: (visit) => visit.region ?? '–' },
        { id: 'status', header: 'Status', cell: (visit) => <Status status={visit.status} /> },
        { id: 'started', header: 'Started', cell: (visit) => timeOf(visit.entered) },
        { id: 'took', header: 'Took', cell: (visit) => duration(visit.entered, visit.exited, Date.now()) },
        { id: 'attempts', header: 'Attempts', cell: (visit) => <Attempts visit={visit} /> },
      ]}
    />
  );
}

function Attempts({ visit }: { visit: Visit }) {
  if (visit.failures.length === 0) return visit.attempts;
  return (
    <div>
      {visit.attempts}
      {visit.failures.map((failure, index) => (
        <Box key={failure.at} variant="small" color="text-status-error" display="block">
          <span className="cause" title={failure.cause}>
            {index + 1}: {timeOf(failure.at)} {failure.error}
          </span>
        </Box>
      ))}
    </div>
  );
}
