import Link from '@cloudscape-design/components/link';
import { useCallback } from 'react';
import type { RunDetail, RunList } from '../api/run';
import { useConsole } from './console-context';
import { Status } from './status';
import { usePoll } from './use-poll';
import { runHref } from './use-route';

/** Milliseconds after a run's end in which a recovery run may still appear: the sweep looks every 15 minutes. */
const EXPECTED = 20 * 60_000;

/** Says which run takes back what a run that did not clean up itself has added, and how far that has come. */
export function RecoveryLine({ run }: { run: RunDetail }) {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<RunList>('runs?limit=500'), [api]);
  const recoveryIn = (list: RunList | undefined) => list?.runs.find(({ recovers }) => recovers === run.name);
  const { data } = usePoll(load, (list) => {
    const recovery = recoveryIn(list);
    const late = Date.now() - Date.parse(run.endedAt ?? run.startedAt) > EXPECTED;
    const over = recovery === undefined ? late : recovery.status !== 'RUNNING';
    return over ? undefined : place.local ? 1000 : 5000;
  });
  const recovery = recoveryIn(data);
  if (recovery === undefined)
    return <div>This run did not clean up itself: a recovery run takes back what it had added.</div>;
  return (
    <div>
      This run did not clean up itself: recovery run{' '}
      <Link href={runHref(recovery.name)}>{recovery.name.slice(0, 8)}</Link> takes back what it had added.{' '}
      <Status status={recovery.status}>{recovery.result}</Status>
    </div>
  );
}
