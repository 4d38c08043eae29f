import Box from '@cloudscape-design/components/box';
import Table, { type TableProps } from '@cloudscape-design/components/table';
import { useMemo } from 'react';
import type { RunDetail } from '../api/run';
import { duration } from './format';
import { Status } from './status';
import { type StepColumn, type StepState, stepColumns, stepState } from './step-columns';
import { NARROW, useMedia } from './use-media';
import { useNow } from './use-now';

interface Row {
  readonly region: string;
  readonly steps: readonly { readonly column: StepColumn; readonly state?: StepState }[];
}

/** Region × step: shows at a glance where a run went wrong. */
export function RegionMatrix({ run, regions }: { run: RunDetail; regions: readonly string[] }) {
  const narrow = useMedia(NARROW);
  const now = useNow(run.status === 'RUNNING');
  const columns = useMemo(() => stepColumns(run.definition), [run.definition]);
  const rows = useMemo((): Row[] => {
    const names = [...new Set([...regions, ...run.steps.map((step) => step.region)])];
    // All of them are ahead of a run that has only begun; one that ended earlier had nothing to do with any.
    const ahead = run.steps.length === 0 && run.endedAt === undefined;
    return names
      .filter((region) => ahead || run.steps.some((step) => step.region === region))
      .map((region) => ({
        region,
        steps: columns.map((column) => ({ column, state: stepState(run.steps, region, column) })),
      }));
  }, [run.steps, run.endedAt, regions, columns]);
  return (
    <Table
      variant="embedded"
      contentDensity="compact"
      items={rows}
      trackBy="region"
      ariaLabels={{ tableLabel: 'Regions and steps' }}
      empty={<Box textAlign="center">No region was looked at.</Box>}
      columnDefinitions={narrow ? listed(now) : crossed(columns, now)}
    />
  );
}

const REGION: TableProps.ColumnDefinition<Row> = {
  id: 'region',
  header: 'Region',
  cell: (row) => row.region,
  isRowHeader: true,
};

function crossed(columns: readonly StepColumn[], now: number): TableProps.ColumnDefinition<Row>[] {
  return [
    REGION,
    ...columns.map((column, index) => ({
      id: column.id,
      header: column.header,
      cell: (row: Row) => <StepCell state={row.steps[index]?.state} now={now} />,
    })),
  ];
}

/** On a narrow screen the steps of a region stand below each other. */
function listed(now: number): TableProps.ColumnDefinition<Row>[] {
  const cell = (row: Row) => (
    <dl className="lines">
      {row.steps.map(({ column, state }) =>
        state === undefined ? null : (
          <div key={column.id}>
            <dt>{column.header}</dt>
            <dd>
              <StepCell state={state} now={now} />
            </dd>
          </div>
        ),
      )}
    </dl>
  );
  return [REGION, { id: 'steps', header: 'Steps', cell }];
}

/** What a step came to; what a survey found is no verdict of its own, except where it stands in the way. */
function StepCell({ state, now }: { state?: StepState; now: number }) {
  if (state === undefined) return <Box color="text-status-inactive">–</Box>;
  const attempts = Math.max(0, ...state.visits.map((visit) => visit.attempts));
  const [first, last] = [state.visits[0], state.visits.at(-1)];
  return (
    <div className="step">
      <Status status={state.status}>{state.outcome}</Status>
      <Box variant="small" color="text-body-secondary" display="block">
        {first && last ? duration(first.entered, last.exited, now) : ''}
        {attempts > 1 ? <div>{attempts} attempts</div> : null}
      </Box>
    </div>
  );
}
