import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { TableProps } from '@cloudscape-design/components/table';
import type { GridRow } from '../api/release-grid';
import { ReleaseCell } from './release-cell';
import type { Action } from './start-run';

type Column = TableProps.ColumnDefinition<GridRow>;

/** What a person may ask for about a version. */
export interface ReleaseAsk {
  readonly action: Action;
  readonly row: GridRow;
}

/** A version as people call it. */
export const keyOf = (row: GridRow) => `${row.package} ${row.version}`;

/** Columns of the grid: a region each; on a narrow screen, all regions below each other in one. */
export function releaseColumns(
  regions: readonly string[],
  { narrow, ask }: { narrow: boolean; ask: (asked: ReleaseAsk) => void },
): Column[] {
  const version: Column = {
    id: 'version',
    header: 'Package and version',
    isRowHeader: true,
    sortingField: 'package',
    maxWidth: narrow ? 140 : 260,
    cell: (row) => (
      <div className="cause">
        {row.package} <b>{row.version}</b>
        {narrow ? <Actions row={row} ask={ask} /> : null}
      </div>
    ),
  };
  if (narrow) return [version, stacked];
  return [
    version,
    ...regions.map((region, index) => ({
      id: region,
      header: region,
      minWidth: 124,
      cell: (row: GridRow) => {
        const cell = row.cells[index];
        return cell ? <ReleaseCell cell={cell} /> : null;
      },
    })),
    { id: 'ledger', header: 'Ledger', sortingField: 'ledger', cell: (row) => row.ledger ?? 'not known' },
    {
      id: 'build',
      header: 'Build',
      cell: (row) => <code title={row.digest}>{row.digest?.slice(0, 12) ?? '–'}</code>,
    },
    { id: 'action', header: 'Action', minWidth: 130, cell: (row) => <Actions row={row} ask={ask} /> },
  ];
}

const stacked: Column = {
  id: 'regions',
  header: 'Regions',
  cell: (row) => (
    <dl className="lines">
      {row.cells.map((cell) => (
        <div key={cell.region}>
          <dt>{cell.region}</dt>
          <dd>
            <ReleaseCell cell={cell} />
          </dd>
        </div>
      ))}
    </dl>
  ),
};

/** State of the ledger in which a run has left something that a rollback takes back. */
const OWED = 'RollbackIncomplete';
/** State in which another run would be refused. */
const GOING = 'Publishing';

function Actions({ row, ask }: { row: GridRow; ask: (asked: ReleaseAsk) => void }) {
  const link = (action: ReleaseAsk['action'], label: string, disabled = false) => (
    <Button
      variant="inline-link"
      ariaLabel={`${label} ${keyOf(row)}`}
      disabled={disabled}
      onClick={() => ask({ action, row })}
    >
      {label}
    </Button>
  );
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {link('republish', 'Re-publish', row.digest === undefined || row.ledger === GOING)}
      {row.ledger === OWED ? link('rollback', 'Roll back') : null}
    </SpaceBetween>
  );
}
