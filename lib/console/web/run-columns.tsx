import Badge from '@cloudscape-design/components/badge';
import Box from '@cloudscape-design/components/box';
import Link from '@cloudscape-design/components/link';
import type { TableProps } from '@cloudscape-design/components/table';
import type { RunSummary } from '../api/run';
import { dateOf, dayOf, duration } from './format';
import { Status } from './status';
import { runHref } from './use-route';
import { versionOrder } from './version-order';

/** What started a run, as people read it. */
export const TRIGGERS = { push: 'Push', manual: 'Manual', recovery: 'Recovery' } as const;

/**
 * Names that the pipeline makes up are long and say nothing: their beginning tells them apart. Those of the command line
 * begin with what it was asked for, and are told apart by their end.
 */
export function shortName(name: string): string {
  if (/^[0-9a-f]{8}-/.test(name)) return name.slice(0, 8);
  return name.length > 26 ? `${name.slice(0, 14)}…${name.slice(-11)}` : name;
}

function Name({ run, narrow }: { run: RunSummary; narrow: boolean }) {
  const link = (
    <Link href={runHref(run.name)}>
      <span title={run.name}>{shortName(run.name)}</span>
    </Link>
  );
  if (!narrow) return link;
  return (
    <div className="cause">
      {link}
      <Box variant="small" color="text-body-secondary" display="block">
        {[run.package, run.version].filter(Boolean).join(' ')}
      </Box>
    </div>
  );
}

/** How it stands, and what it came to. */
function StatusCell({ run }: { run: RunSummary }) {
  return (
    <div>
      <Status status={run.status} />
      <Box variant="small" color="text-body-secondary" display="block">
        {run.result}
      </Box>
    </div>
  );
}

/** Dry runs and rollbacks are told apart from publishing. */
function TriggerCell({ run }: { run: RunSummary }) {
  const { trigger, operation = 'publish', dryRun } = run;
  if (trigger === undefined) return '…';
  return (
    <div>
      <div>{TRIGGERS[trigger]}</div>
      {dryRun ? <Badge>dry run</Badge> : null}
      {operation === 'publish' ? null : <Badge color="blue">{operation}</Badge>}
    </div>
  );
}

/** Columns of the list of runs; on a narrow screen, some of them say what the others would. */
export function runColumns(narrow: boolean, now: number): TableProps.ColumnDefinition<RunSummary>[] {
  const name = {
    id: 'name',
    header: 'Run',
    cell: (run: RunSummary) => <Name run={run} narrow={narrow} />,
    sortingField: 'name',
    isRowHeader: true,
  };
  const status = {
    id: 'status',
    header: 'Status',
    cell: (run: RunSummary) => <StatusCell run={run} />,
    sortingField: 'status',
  };
  const took = {
    id: 'duration',
    header: 'Duration',
    cell: (run: RunSummary) => duration(run.startedAt, run.endedAt, now),
  };
  if (narrow) return [name, status, took];
  const text = (id: 'package' | 'version', header: string, minWidth: number) => ({
    id,
    header,
    minWidth,
    maxWidth: 240,
    // Three dots: not looked at yet.
    cell: (run: RunSummary) => <span className="cause">{run[id] ?? (run.trigger ? '–' : '…')}</span>,
    sortingField: id,
  });
  return [
    name,
    status,
    text('package', 'Package', 190),
    { ...text('version', 'Version', 120), sortingComparator: versionOrder },
    { id: 'trigger', header: 'Trigger', cell: (run) => <TriggerCell run={run} />, sortingField: 'trigger' },
    {
      id: 'started',
      header: 'Started',
      cell: (run) => <span title={dateOf(run.startedAt)}>{dayOf(run.startedAt)}</span>,
      sortingField: 'startedAt',
    },
    took,
  ];
}
