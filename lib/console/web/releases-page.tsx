import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useCallback, useMemo, useState } from 'react';
import type { GridRow, ReleaseGrid } from '../api/release-grid';
import { useConsole } from './console-context';
import { LoadState } from './load-state';
import { pagesOf } from './pages-of';
import { PlaceLine } from './place-line';
import { keyOf, type ReleaseAsk, releaseColumns } from './release-columns';
import { StartRun } from './start-run';
import { NARROW, useMedia } from './use-media';
import { usePoll } from './use-poll';

const DRIFT = new Set(['missing', 'partial', 'differs', 'withdrawn', 'leftover', 'unknown']);
const drifted = (row: GridRow) => row.cells.some((cell) => DRIFT.has(cell.state));

/** Packages × versions × regions, as the repositories answer now. */
export function ReleasesPage() {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<ReleaseGrid>('releases'), [api]);
  const polled = usePoll(load, () => (place.local ? 3000 : 60_000));
  if (polled.data === undefined) return <LoadState of={polled} what="Releases" />;
  return (
    <SpaceBetween size="m">
      <LoadState of={polled} what="Releases" />
      <Grid grid={polled.data} refresh={polled.refresh} refreshing={polled.refreshing} />
    </SpaceBetween>
  );
}

function Grid({
  grid,
  refresh,
  refreshing,
}: {
  grid: ReleaseGrid;
  refresh: () => void;
  refreshing: boolean;
}) {
  const [show, setShow] = useState('all');
  const [asking, ask] = useState<ReleaseAsk>();
  const narrow = useMedia(NARROW);
  const columns = useMemo(() => releaseColumns(grid.regions, { narrow, ask }), [grid.regions, narrow]);
  const away = useMemo(() => grid.rows.filter(drifted), [grid.rows]);
  const shown = show === 'drifted' ? away : grid.rows;
  const { items, collectionProps, filterProps, paginationProps } = useCollection(shown, {
    filtering: {
      empty: <Empty drifted={show === 'drifted'} />,
      noMatch: <Box textAlign="center">No version matches.</Box>,
      filteringFunction: (row, text) => wordsOf(row).includes(text.toLowerCase()),
    },
    pagination: { pageSize: 25 },
    sorting: {},
  });
  return (
    <>
      <Table
        {...collectionProps}
        items={items}
        trackBy={keyOf}
        variant="full-page"
        stickyHeader
        stickyColumns={{ first: narrow ? 0 : 1 }}
        enableKeyboardNavigation
        ariaLabels={{ tableLabel: 'Releases' }}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={`(${grid.rows.length})`}
            description={<PlaceLine />}
            actions={<Button iconName="refresh" ariaLabel="Refresh" loading={refreshing} onClick={refresh} />}
          >
            Releases
          </Header>
        }
        filter={<Filters {...{ filterProps, show, setShow, count: away.length }} />}
        pagination={<Pagination {...paginationProps} ariaLabels={pagesOf('releases')} />}
        columnDefinitions={columns}
      />
      {asking === undefined ? null : (
        <StartRun action={asking.action} request={requestOf(asking.row)} onClose={() => ask(undefined)} />
      )}
    </>
  );
}

const requestOf = (row: GridRow) => ({ package: row.package, version: row.version });

/** Everything that a person may look for in a row. */
function wordsOf(row: GridRow): string {
  const cells = row.cells.flatMap(({ region, state, why }) => [`${region}: ${state}`, why]);
  return [keyOf(row), row.ledger, row.digest, ...cells].join(' ').toLowerCase();
}

function Filters(props: {
  filterProps: React.ComponentProps<typeof TextFilter>;
  show: string;
  setShow: (show: string) => void;
  count: number;
}) {
  return (
    <div className="filters">
      <TextFilter
        {...props.filterProps}
        filteringPlaceholder="Find packages, versions, states …"
        filteringAriaLabel="Find releases"
      />
      <SegmentedControl
        label="Which versions"
        selectedId={props.show}
        onChange={({ detail }) => props.setShow(detail.selectedId)}
        options={[
          { id: 'all', text: 'All' },
          { id: 'drifted', text: `Drifted (${props.count})` },
        ]}
      />
    </div>
  );
}

function Empty({ drifted: onlyDrifted }: { drifted: boolean }) {
  return (
    <Box textAlign="center" padding="l" color="inherit">
      <b>{onlyDrifted ? 'Every region serves what it should' : 'No releases yet'}</b>
      <Box variant="p" color="inherit">
        {onlyDrifted
          ? 'No version is missing, withdrawn or different anywhere.'
          : 'Push a package: its version appears here.'}
      </Box>
    </Box>
  );
}
