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
import { LoadState } from './load-state';
import { PlaceLine } from './place-line';
import { usePoll } from './use-poll';

const effectOf = ({ effect }: Fault) =>
  Object.entries(effect)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => (name === 'kind' ? value : `${name} ${value}`))
    .join(', ');

/** Breaks the runtime on purpose, and mends it. */
export function FaultsPage() {
  const { api, notify } = useConsole();
  const load = useCallback(() => api.get<{ faults: Fault[] }>('faults'), [api]);
  const polled = usePoll(load, () => 2000);
  const [asking, ask] = useState<'add' | 'clear'>();
  if (polled.data === undefined) return <LoadState of={polled} what="Faults" />;
  const { faults } = polled.data;
  const clear = async () => {
    await api.send('DELETE', 'faults');
    notify('success', 'No faults any more.');
    polled.refresh();
  };
  return (
    <>
      <Table
        variant="full-page"
        items={faults}
        trackBy="id"
        ariaLabels={{ tableLabel: 'Faults' }}
        empty={<Box textAlign="center">Nothing is broken on purpose.</Box>}
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
        columnDefinitions={[
          { id: 'id', header: 'Fault', cell: (fault) => fault.id, isRowHeader: true },
          { id: 'region', header: 'Region', cell: (fault) => fault.region ?? 'every region' },
          {
            id: 'operation',
            header: 'Calls',
            cell: (fault) =>
              [fault.service, fault.operation, fault.matching].filter(Boolean).join(' ') || 'every call',
          },
          { id: 'effect', header: 'Effect', cell: effectOf },
          { id: 'times', header: 'Times', cell: (fault) => fault.times ?? 'until cleared' },
        ]}
      />
      {asking === 'add' ? <AddFault onAdded={polled.refresh} onClose={() => ask(undefined)} /> : null}
      {asking === 'clear' ? (
        <Confirm
          title="Clear all faults?"
          action="Clear all"
          onConfirm={clear}
          onClose={() => ask(undefined)}
        >
          Calls are answered as they should be from then on.
        </Confirm>
      ) : null}
    </>
  );
}
