import { useCollection } from '@cloudscape-design/collection-hooks';
import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Link from '@cloudscape-design/components/link';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useCallback } from 'react';
import type { RunSummary } from '../api/run';
import { useConsole } from './console-context';
import { dateOf, duration } from './format';
import { LoadState } from './load-state';
import { PlaceLine } from './place-line';
import { Status } from './status';
import { NARROW, useMedia } from './use-media';
import { usePoll } from './use-poll';
import { runHref } from './use-route';

const TRIGGERS = { push: 'Push', manual: 'Manual', recovery: 'Recovery' } as const;

/** Names that the pipeline makes up are long and say nothing: their beginning tells them apart. */
const shortName = (name: string) =>
  /^[0-9a-f]{8}-/.test(name) ? name.slice(0, 8) : name.length > 26 ? `${name.slice(0, 25)}…` : name;

const COLUMNS: TableProps.ColumnDefinition<RunSummary>[] = [
  {
    id: 'name',
    header: 'Run',
    cell: (run) => (
      <Link href={runHref(run.name)}>
        <span title={run.name}>{shortName(run.name)}</span>
      </Link>
    ),
    sortingField: 'name',
    isRowHeader: true,
  },
  {
    id: 'status',
    header: 'Status',
    cell: (run) => <Status status={run.status} />,
    sortingField: 'status',
  },
  { id: 'package', header: 'Package', cell: (run) => run.package ?? '–', sortingField: 'package' },
  { id: 'version', header: 'Version', cell: (run) => run.version ?? '–', sortingField: 'version' },
  {
    id: 'trigger',
    header: 'Trigger',
    cell: (run) => (
      <>
        {TRIGGERS[run.trigger]} {run.dryRun ? <Badge>dry run</Badge> : null}
        {run.operation === 'publish' ? null : <Badge color="blue">{run.operation}</Badge>}
      </>
    ),
    sortingField: 'trigger',
  },
  { id: 'result', header: 'Result', cell: (run) => run.result ?? '–', sortingField: 'result' },
  {
    id: 'started',
    header: 'Started',
    cell: (run) => dateOf(run.startedAt),
    sortingField: 'startedAt',
  },
  {
    id: 'duration',
    header: 'Duration',
    cell: (run) => duration(run.startedAt, run.endedAt, Date.now()),
  },
];
const NARROW_COLUMNS = ['name', 'status', 'version'];

/** The list of runs, live. */
export function RunsPage() {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<{ runs: RunSummary[] }>('runs?limit=500'), [api]);
  const polled = usePoll(load, () => (place.local ? 1000 : 5000));
  if (polled.data === undefined) return <LoadState of={polled} what="Runs" />;
  return (
    <SpaceBetween size="m">
      <LoadState of={polled} what="Runs" />
      <RunTable runs={polled.data.runs} onRefresh={polled.refresh} />
    </SpaceBetween>
  );
}

function RunTable({ runs, onRefresh }: { runs: readonly RunSummary[]; onRefresh: () => void }) {
  const narrow = useMedia(NARROW);
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(runs, {
    filtering: {
      empty: <Empty />,
      noMatch: <Box textAlign="center">No run matches.</Box>,
    },
    pagination: { pageSize: 25 },
    sorting: {},
  });
  return (
    <Table
      {...collectionProps}
      items={items}
      trackBy="name"
      variant="full-page"
      columnDefinitions={COLUMNS}
      columnDisplay={COLUMNS.map(({ id }) => ({
        id: id as string,
        visible: !narrow || NARROW_COLUMNS.includes(id as string),
      }))}
      enableKeyboardNavigation
      stickyHeader
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={`(${runs.length})`}
          description={<PlaceLine />}
          actions={<Button iconName="refresh" ariaLabel="Refresh" onClick={onRefresh} />}
        >
          Runs
        </Header>
      }
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Find runs by name, package, version, status …"
          filteringAriaLabel="Find runs"
          countText={`${filteredItemsCount} found`}
        />
      }
      pagination={
        <Pagination
          {...paginationProps}
          ariaLabels={{
            nextPageLabel: 'Next page',
            previousPageLabel: 'Previous page',
            paginationLabel: 'Pages of runs',
          }}
        />
      }
      ariaLabels={{ tableLabel: 'Runs' }}
    />
  );
}

function Empty() {
  return (
    <Box textAlign="center" padding="l" color="inherit">
      <b>No runs yet</b>
      <Box variant="p" color="inherit">
        Push a new version of the package, or start "npx vigilant republish PACKAGE VERSION". The run appears
        here by itself.
      </Box>
    </Box>
  );
}
