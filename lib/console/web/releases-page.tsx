import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useCallback, useState } from 'react';
import type { GridRow, ReleaseGrid } from '../api/release-grid';
import { useConsole } from './console-context';
import { LoadState } from './load-state';
import { PlaceLine } from './place-line';
import { ReleaseCell } from './release-cell';
import { Republish } from './republish';
import { usePoll } from './use-poll';

const DRIFT = new Set(['missing', 'partial', 'differs', 'withdrawn', 'unknown']);
const keyOf = (row: GridRow) => `${row.package} ${row.version}`;
const drifted = (row: GridRow) => row.cells.some((cell) => DRIFT.has(cell.state));

function columns(
  regions: readonly string[],
  ask: (row: GridRow) => void,
): TableProps.ColumnDefinition<GridRow>[] {
  return [
    {
      id: 'version',
      header: 'Package and version',
      isRowHeader: true,
      sortingField: 'package',
      cell: (row: GridRow) => (
        <div>
          {row.package} <b>{row.version}</b>
        </div>
      ),
    },
    ...regions.map((region, index) => ({
      id: region,
      header: region,
      minWidth: 130,
      cell: (row: GridRow) => {
        const cell = row.cells[index];
        return cell ? <ReleaseCell cell={cell} /> : null;
      },
    })),
    {
      id: 'ledger',
      header: 'Ledger',
      sortingField: 'ledger',
      cell: (row: GridRow) => row.ledger ?? 'not known',
    },
    {
      id: 'build',
      header: 'Build',
      cell: (row: GridRow) => <code title={row.digest}>{row.digest?.slice(0, 12) ?? '–'}</code>,
    },
    {
      id: 'action',
      header: 'Action',
      cell: (row: GridRow) => (
        <Button
          variant="inline-link"
          ariaLabel={`Re-publish ${keyOf(row)}`}
          disabled={row.digest === undefined}
          onClick={() => ask(row)}
        >
          Re-publish
        </Button>
      ),
    },
  ];
}

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
  const [asking, ask] = useState<GridRow>();
  const shown = show === 'drifted' ? grid.rows.filter(drifted) : grid.rows;
  const { items, collectionProps, filterProps, paginationProps } = useCollection(shown, {
    filtering: {
      empty: <Empty drifted={show === 'drifted'} />,
      noMatch: <Box textAlign="center">No version matches.</Box>,
      filteringFunction: (row, text) => JSON.stringify(row).toLowerCase().includes(text.toLowerCase()),
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
        stickyColumns={{ first: 1 }}
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
        filter={<Filters {...{ filterProps, show, setShow, count: grid.rows.filter(drifted).length }} />}
        pagination={
          <Pagination
            {...paginationProps}
            ariaLabels={{
              nextPageLabel: 'Next page',
              previousPageLabel: 'Previous page',
              paginationLabel: 'Pages of releases',
            }}
          />
        }
        columnDefinitions={columns(grid.regions, ask)}
      />
      {asking === undefined ? null : (
        <Republish
          request={{ package: asking.package, version: asking.version }}
          onClose={() => ask(undefined)}
        />
      )}
    </>
  );
}

function Filters(props: {
  filterProps: React.ComponentProps<typeof TextFilter>;
  show: string;
  setShow: (show: string) => void;
  count: number;
}) {
  return (
    <SpaceBetween direction="horizontal" size="xs">
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
    </SpaceBetween>
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
