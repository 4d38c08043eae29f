import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import Toggle from '@cloudscape-design/components/toggle';
import { useMemo, useState } from 'react';
import type { RunDetail } from '../api/run';
import { type Attempt, attemptsOf } from './attempts';
import { duration, timeOf } from './format';
import { LongText } from './long-text';
import { pagesOf } from './pages-of';
import { Status } from './status';
import { NARROW, useMedia } from './use-media';
import { useNow } from './use-now';

/** Each attempt of each task: when, how long, and what one that failed said. */
export function AttemptTable({ run }: { run: RunDetail }) {
  const narrow = useMedia(NARROW);
  const now = useNow(run.status === 'RUNNING');
  const [repeated, setRepeated] = useState(false);
  const attempts = useMemo(() => attemptsOf(run.events), [run.events]);
  const shown = useMemo(
    () => (repeated ? attempts.filter((one) => one.number > 1 || one.status === 'failed') : attempts),
    [attempts, repeated],
  );
  const { items, collectionProps, paginationProps } = useCollection(shown, {
    filtering: {
      empty: <Box textAlign="center">{repeated ? 'No attempt failed.' : 'No task was started yet.'}</Box>,
    },
    pagination: { pageSize: 25 },
    sorting: {},
  });
  const columns = columnsOf(now, narrow);
  return (
    <Table
      {...collectionProps}
      variant="embedded"
      items={items}
      trackBy={(attempt) => String(attempt.id)}
      ariaLabels={{ tableLabel: 'Attempts' }}
      filter={
        <Toggle checked={repeated} onChange={({ detail }) => setRepeated(detail.checked)}>
          Failures and retries only
        </Toggle>
      }
      pagination={<Pagination {...paginationProps} ariaLabels={pagesOf('attempts')} />}
      columnDisplay={columns.map(({ id }) => ({ id, visible: !narrow || id === 'state' }))}
      columnDefinitions={columns}
    />
  );
}

function columnsOf(now: number, narrow: boolean) {
  return [
    {
      id: 'state',
      header: narrow ? 'Attempt' : 'State',
      cell: (one: Attempt) => (narrow ? <Narrow attempt={one} now={now} /> : one.state),
      sortingField: 'state',
      isRowHeader: true,
    },
    { id: 'region', header: 'Region', cell: (one: Attempt) => one.region ?? '–', sortingField: 'region' },
    { id: 'number', header: 'Attempt', cell: (one: Attempt) => one.number, sortingField: 'number' },
    {
      id: 'status',
      header: 'Status',
      cell: (one: Attempt) => <Status status={one.status} />,
      sortingField: 'status',
    },
    {
      id: 'started',
      header: 'Started',
      cell: (one: Attempt) => timeOf(one.started),
      sortingField: 'started',
    },
    { id: 'ended', header: 'Ended', cell: (one: Attempt) => (one.ended ? timeOf(one.ended) : '–') },
    { id: 'took', header: 'Took', cell: (one: Attempt) => duration(one.started, one.ended, now) },
    {
      id: 'reason',
      header: 'Error and cause',
      minWidth: 200,
      cell: (one: Attempt) => <Reason attempt={one} />,
    },
  ];
}

function Reason({ attempt: { error, cause } }: { attempt: Attempt }) {
  return error === undefined ? '–' : <LongText text={[error, cause].filter(Boolean).join(': ')} />;
}

/** On a narrow screen one column says it all. */
function Narrow({ attempt, now }: { attempt: Attempt; now: number }) {
  const { state, region, number, started, ended, status, error } = attempt;
  const times = [timeOf(started), `attempt ${number}`, `took ${duration(started, ended, now)}`].join(' · ');
  return (
    <div>
      {[state, region].filter(Boolean).join(', ')}
      <Box variant="small" color="text-body-secondary" display="block">
        {times}
      </Box>
      <Status status={status} /> {error === undefined ? null : <Reason attempt={attempt} />}
    </div>
  );
}
