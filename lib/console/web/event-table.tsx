import { useCollection } from '@cloudscape-design/collection-hooks';
import Box from '@cloudscape-design/components/box';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import Pagination from '@cloudscape-design/components/pagination';
import Table from '@cloudscape-design/components/table';
import TextFilter from '@cloudscape-design/components/text-filter';
import { useEffect } from 'react';
import type { RunEvent } from '../api/run';
import { duration, textOf, timeOf } from './format';
import { pagesOf } from './pages-of';
import { NARROW, useMedia } from './use-media';

/** The state whose events a person asked for. */
export interface StateAsked {
  readonly name: string;
}

/** The execution's history, as the Step Functions console shows it: input and output of every event. */
export function EventTable(props: { events: readonly RunEvent[]; startedAt: string; state?: StateAsked }) {
  const narrow = useMedia(NARROW);
  const { items, collectionProps, filterProps, paginationProps, actions } = useCollection(props.events, {
    filtering: {
      empty: <Box textAlign="center">Nothing has happened yet.</Box>,
      noMatch: <Box textAlign="center">No event matches.</Box>,
      filteringFunction: (event, text) =>
        text === '' ||
        JSON.stringify([event.state, event.type, event.region]).toLowerCase().includes(text.toLowerCase()),
    },
    pagination: { pageSize: 25 },
    sorting: {},
  });
  const { setFiltering } = actions;
  useEffect(() => {
    if (props.state !== undefined) setFiltering(props.state.name);
  }, [props.state, setFiltering]);
  return (
    <Table
      {...collectionProps}
      variant="embedded"
      items={items}
      trackBy={(event) => String(event.id)}
      ariaLabels={{ tableLabel: 'Event history' }}
      filter={
        <TextFilter
          {...filterProps}
          filteringPlaceholder="Find by state, region, type"
          filteringAriaLabel="Find events"
        />
      }
      pagination={<Pagination {...paginationProps} ariaLabels={pagesOf('events')} />}
      columnDisplay={['id', 'type', 'state', 'region', 'at', 'after', 'details'].map((id) => ({
        id,
        visible: !narrow || id === 'type',
      }))}
      columnDefinitions={[
        { id: 'id', header: 'ID', cell: (event) => event.id, sortingField: 'id' },
        {
          id: 'type',
          header: narrow ? 'Event' : 'Type',
          cell: (event) => (narrow ? <Narrow event={event} /> : event.type),
          sortingField: 'type',
          isRowHeader: true,
        },
        { id: 'state', header: 'State', cell: (event) => event.state ?? '–', sortingField: 'state' },
        { id: 'region', header: 'Region', cell: (event) => event.region ?? '–', sortingField: 'region' },
        {
          id: 'at',
          header: 'Time',
          cell: (event) => timeOf(event.at),
          sortingField: 'at',
        },
        { id: 'after', header: 'After', cell: (event) => duration(props.startedAt, event.at, 0) },
        { id: 'details', header: 'Details', cell: (event) => <Details event={event} />, minWidth: 240 },
      ]}
    />
  );
}

/** On a narrow screen one column says it all. */
function Narrow({ event }: { event: RunEvent }) {
  const where = [event.state, event.region].filter(Boolean).join(', ');
  return (
    <div>
      {event.id} {event.type}
      <Box variant="small" color="text-body-secondary" display="block">
        {[timeOf(event.at), where].filter(Boolean).join(' · ')}
      </Box>
      <Details event={event} />
    </div>
  );
}

/** What people look for, before what is only said for completeness. */
const FIRST = ['error', 'cause', 'input', 'output'];

function Details({ event }: { event: RunEvent }) {
  const { details = {} } = event;
  const names = Object.keys(details).sort((a, b) => rank(a) - rank(b));
  const [first, second] = names;
  if (first === undefined) return '–';
  const known = [first, second].filter((name) => name !== undefined && rank(name) < FIRST.length);
  const head = known.length > 0 ? known.join(', ') : 'details';
  return (
    <ExpandableSection variant="inline" headerText={head} headerAriaLabel={`${head} of event ${event.id}`}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className="json" tabIndex={0}>
        {names.map((name) => `${name}: ${textOf(details[name])}`).join('\n')}
      </pre>
    </ExpandableSection>
  );
}

function rank(name: string): number {
  const index = FIRST.indexOf(name);
  return index < 0 ? FIRST.length : index;
}
