import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import { useCallback, useState } from 'react';
import type { Fault } from '../api/fault';
import { AddFault } from './add-fault';
import { Confirm } from './confirm';
import { useConsole } from './console-context';
import { faultColumns, shortId } from './fault-columns';
import { LoadState } from './load-state';
import { PlaceLine } from './place-line';
import { NARROW, useMedia } from './use-media';
import { usePoll } from './use-poll';

/** Breaks the runtime on purpose, and mends it. */
export function FaultsPage() {
  const { api } = useConsole();
  const narrow = useMedia(NARROW);
  const load = useCallback(() => api.get<{ faults: Fault[] }>('faults'), [api]);
  const polled = usePoll(load, () => 2000);
  const [asking, ask] = useState<'add' | 'clear' | Fault>();
  if (polled.data === undefined) return <LoadState of={polled} what="Faults" />;
  const { faults } = polled.data;
  const close = () => ask(undefined);
  return (
    <SpaceBetween size="m">
      <LoadState of={polled} what="Faults" />
      <Table
        variant="full-page"
        items={faults}
        trackBy="id"
        ariaLabels={{ tableLabel: 'Faults' }}
        empty={<Empty onAdd={() => ask('add')} />}
        header={
          <Header
            variant="awsui-h1-sticky"
            counter={`(${faults.length})`}
            description={<PlaceLine />}
            actions={
              <SpaceBetween direction="horizontal" size="xs">
                <Button disabled={faults.length === 0} onClick={() => ask('clear')}>
                  Clear all
                </Button>
                <Button variant="primary" onClick={() => ask('add')}>
                  Inject fault
                </Button>
              </SpaceBetween>
            }
          >
            Faults
          </Header>
        }
        columnDefinitions={faultColumns(narrow, ask)}
      />
      {asking === 'add' ? <AddFault onAdded={polled.refresh} onClose={close} /> : null}
      {asking === undefined || asking === 'add' ? null : (
        <Clear fault={asking === 'clear' ? undefined : asking} onCleared={polled.refresh} onClose={close} />
      )}
    </SpaceBetween>
  );
}

/** Asks whether to clear a fault, or all of them. */
function Clear(props: { fault?: Fault; onCleared: () => void; onClose: () => void }) {
  const { api, notify } = useConsole();
  const { fault } = props;
  const clear = async () => {
    await api.send('DELETE', fault === undefined ? 'faults' : `faults?id=${encodeURIComponent(fault.id)}`);
    notify('success', fault === undefined ? 'No faults any more.' : `Fault ${shortId(fault)} is cleared.`);
    props.onCleared();
  };
  const [title, action] =
    fault === undefined ? ['Clear all faults?', 'Clear all'] : [`Clear fault ${shortId(fault)}?`, 'Clear'];
  return (
    <Confirm title={title} action={action} onConfirm={clear} onClose={props.onClose}>
      The calls that it concerns are answered as they should be from then on.
    </Confirm>
  );
}

function Empty({ onAdd }: { onAdd: () => void }) {
  return (
    <Box textAlign="center" padding="l" color="inherit">
      <b>Nothing is broken on purpose.</b>
      <Box variant="p" padding={{ bottom: 's' }} color="inherit">
        A fault lets calls to a region&apos;s package repositories fail, so that you can see what a run does
        then.
      </Box>
      <Button onClick={onAdd}>Inject fault</Button>
    </Box>
  );
}
