import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import Container from '@cloudscape-design/components/container';
import Grid, { type GridProps } from '@cloudscape-design/components/grid';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Tabs from '@cloudscape-design/components/tabs';
import { useCallback, useState } from 'react';
import type { RunDetail } from '../api/run';
import { AttemptTable } from './attempt-table';
import { useConsole } from './console-context';
import { EventTable, type StateAsked } from './event-table';
import { FailurePanel } from './failure-panel';
import { textOf } from './format';
import { isOver } from './is-over';
import { JobLog } from './job-log';
import { LoadState } from './load-state';
import { PlaceLine } from './place-line';
import { Plan } from './plan';
import { RegionMatrix } from './region-matrix';
import { RegionTimeline } from './region-timeline';
import { RunActions } from './run-actions';
import { RunGraph } from './run-graph';
import { RunSummary } from './run-summary';
import { usePoll } from './use-poll';

/** One run, live until it ends. */
export function RunPage({ name }: { name: string }) {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<RunDetail>(`run?name=${encodeURIComponent(name)}`), [api, name]);
  const polled = usePoll(load, (run) =>
    run !== undefined && isOver(run) ? undefined : place.local ? 700 : 3000,
  );
  return (
    <SpaceBetween size="l">
      <BreadcrumbGroup
        ariaLabel="Breadcrumbs"
        items={[
          { text: 'Runs', href: '#/runs' },
          { text: name, href: '' },
        ]}
      />
      <LoadState of={polled} what="Run" />
      {polled.data === undefined ? null : <Run run={polled.data} refresh={polled.refresh} />}
    </SpaceBetween>
  );
}

const SIDE_BY_SIDE: GridProps.ElementDefinition[] = [
  { colspan: { default: 12, s: 4 } },
  { colspan: { default: 12, s: 8 } },
];
/** The whole machine is wide. */
const FULL_WIDTH: GridProps.ElementDefinition[] = [{ colspan: 12 }, { colspan: 12 }];

function Run({ run, refresh }: { run: RunDetail; refresh: () => void }) {
  const { place } = useConsole();
  const [tab, setTab] = useState('events');
  // A new one with each click, so that a second click on a state finds its events again.
  const [state, setState] = useState<StateAsked>();
  const [build, setBuild] = useState<string>();
  const [everything, setEverything] = useState(false);
  const open = (name: string) => {
    setTab(name);
    document.getElementById('run-tabs')?.scrollIntoView({ behavior: 'smooth' });
  };
  const openEvents = (name: string) => {
    setState({ name });
    open('events');
  };
  /** Whoever has left the events finds all of them again, not what a click before asked for. */
  const turnTo = (name: string) => {
    setState(undefined);
    setTab(name);
  };
  const openLog = (id: string) => {
    setBuild(id);
    open('log');
  };
  return (
    <SpaceBetween size="l">
      <Header variant="h1" description={<PlaceLine />} actions={<RunActions run={run} refresh={refresh} />}>
        <span className="cause">{run.package ? `${run.package} ${run.version ?? ''}` : run.name}</span>
      </Header>
      <FailurePanel run={run} onLog={openLog} />
      <Plan run={run} />
      <RunSummary run={run} />
      <Grid gridDefinition={everything ? FULL_WIDTH : SIDE_BY_SIDE}>
        <Container header={<Header variant="h2">State machine</Header>}>
          <RunGraph run={run} everything={everything} onEverything={setEverything} onSelect={openEvents} />
        </Container>
        <SpaceBetween size="l">
          <Container header={<Header variant="h2">Regions</Header>}>
            <RegionMatrix run={run} regions={place.regions} />
          </Container>
          <Container header={<Header variant="h2">Timeline</Header>}>
            <RegionTimeline run={run} />
          </Container>
        </SpaceBetween>
      </Grid>
      <div id="run-tabs">
        <RunTabs {...{ run, tab, state, build }} onTab={turnTo} onBuild={setBuild} />
      </div>
    </SpaceBetween>
  );
}

function RunTabs(props: {
  run: RunDetail;
  tab: string;
  onTab: (tab: string) => void;
  state?: StateAsked;
  build?: string;
  onBuild: (build?: string) => void;
}) {
  const { run } = props;
  return (
    <Tabs
      variant="container"
      i18nStrings={{ scrollLeftAriaLabel: 'Scroll tabs left', scrollRightAriaLabel: 'Scroll tabs right' }}
      activeTabId={props.tab}
      onChange={({ detail }) => props.onTab(detail.activeTabId)}
      tabs={[
        {
          id: 'events',
          label: `Events (${run.events.length})`,
          content: <EventTable events={run.events} startedAt={run.startedAt} state={props.state} />,
        },
        { id: 'attempts', label: 'Attempts', content: <AttemptTable run={run} /> },
        {
          id: 'log',
          label: 'Job logs',
          content: <JobLog run={run} build={props.build} onBuild={props.onBuild} />,
        },
        {
          id: 'data',
          label: 'Input and output',
          content: (
            // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
            <pre className="json" tabIndex={0}>
              {textOf({ input: run.input, output: run.output, cause: run.cause })}
            </pre>
          ),
        },
      ]}
    />
  );
}
