import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import Pagination from '@cloudscape-design/components/pagination';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useCallback, useMemo } from 'react';
import type { RunList, RunSummary } from '../api/run';
import { useConsole } from './console-context';
import { LoadState } from './load-state';
import { pagesOf } from './pages-of';
import { PlaceLine } from './place-line';
import { runColumns } from './run-columns';
import { wordOf } from './status';
import { NARROW, useMedia } from './use-media';
import { useNow } from './use-now';
import { usePoll } from './use-poll';

/** Whoever has pushed looks for the push here. */
const BUILDS = 'A push is listed once its run starts; "npx vigilant pushes" shows its build.';

/** The list of runs, live. */
export function RunsPage() {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<RunList>('runs?limit=500'), [api]);
  const polled = usePoll(load, () => (place.local ? 1000 : 5000));
  if (polled.data === undefined) return <LoadState of={polled} what="Runs" />;
  return (
    <SpaceBetween size="m">
      <LoadState of={polled} what="Runs" />
      <RunTable list={polled.data} onRefresh={polled.refresh} />
    </SpaceBetween>
  );
}

function RunTable({ list: { runs, older }, onRefresh }: { list: RunList; onRefresh: () => void }) {
  const narrow = useMedia(NARROW);
  const now = useNow(runs.some((run) => run.status === 'RUNNING'));
  const { items, collectionProps, filterProps, paginationProps, filteredItemsCount } = useCollection(runs, {
    filtering: {
      empty: <Empty />,
      noMatch: <Box textAlign="center">No run matches.</Box>,
      filteringFunction: (run, text) => wordsOf(run).includes(text.toLowerCase()),
    },
    pagination: { pageSize: 25 },
    sorting: {},
  });
  const columns = useMemo(() => runColumns(narrow, now), [narrow, now]);
  return (
    <Table
      {...collectionProps}
      items={items}
      trackBy="name"
      variant="full-page"
      columnDefinitions={columns}
      enableKeyboardNavigation
      stickyHeader
      header={
        <Header
          variant="awsui-h1-sticky"
          counter={older ? `(newest ${runs.length})` : `(${runs.length})`}
          description={
            <>
              <PlaceLine />
              <br />
              {BUILDS}
            </>
          }
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
      pagination={<Pagination {...paginationProps} ariaLabels={pagesOf('runs')} />}
      ariaLabels={{ tableLabel: 'Runs' }}
    />
  );
}

/** Everything that a person may look for in the list. */
function wordsOf(run: RunSummary): string {
  const { name, status, package: subject, version, trigger, operation, result, dryRun } = run;
  const words = [
    name,
    status,
    wordOf(status),
    subject,
    version,
    trigger,
    operation,
    result,
    dryRun ? 'dry run' : '',
  ];
  return words.join(' ').toLowerCase();
}

function Empty() {
  return (
    <Box textAlign="center" padding="l" color="inherit">
      <b>No runs yet</b>
      <Box variant="p" color="inherit">
        Push a new version of the package, or start "npx vigilant republish PACKAGE VERSION". The run appears
        here by itself. {BUILDS}
      </Box>
    </Box>
  );
}
