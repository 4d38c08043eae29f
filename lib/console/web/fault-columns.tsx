import Button from '@cloudscape-design/components/button';
import type { TableProps } from '@cloudscape-design/components/table';
import type { Fault } from '../api/fault';
import { effectWords, limitWords } from '../api/fault-words';

type Column = TableProps.ColumnDefinition<Fault>;

const regionOf = ({ region }: Fault) => region ?? 'every region';
const callsOf = ({ service, operation, matching }: Fault) =>
  [service, operation, matching].filter(Boolean).join(' ') || 'every call';
const timesOf = (fault: Fault) => limitWords(fault) || 'until cleared';

/** The beginning of an id tells faults apart. */
export const shortId = ({ id }: Fault) => id.slice(0, 8);

/** Columns of the list of faults; on a narrow screen one says what the others would. */
export function faultColumns(narrow: boolean, onClear: (fault: Fault) => void): Column[] {
  const id: Column = {
    id: 'id',
    header: 'Fault',
    cell: (fault) => <span title={fault.id}>{shortId(fault)}</span>,
    isRowHeader: true,
  };
  const action: Column = {
    id: 'action',
    header: 'Action',
    cell: (fault) => (
      <Button variant="inline-link" ariaLabel={`Clear ${shortId(fault)}`} onClick={() => onClear(fault)}>
        Clear
      </Button>
    ),
  };
  const what: readonly (readonly [string, string, (fault: Fault) => string])[] = [
    ['region', 'Region', regionOf],
    ['calls', 'Calls', callsOf],
    ['effect', 'Effect', ({ effect }) => effectWords(effect)],
    ['times', 'Times', timesOf],
  ];
  if (!narrow) return [id, ...what.map(([name, header, cell]) => ({ id: name, header, cell })), action];
  const all: Column = {
    id: 'what',
    header: 'Fault',
    isRowHeader: true,
    cell: (fault) => (
      <dl className="lines">
        {what.map(([name, header, cell]) => (
          <div key={name}>
            <dt>{header}</dt>
            <dd className="cause">{cell(fault)}</dd>
          </div>
        ))}
      </dl>
    ),
  };
  return [all, action];
}
