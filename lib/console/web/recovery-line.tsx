import Link from '@cloudscape-design/components/link';
import { useCallback } from 'react';
import { duration as readable } from '../../contract/duration';
import type { RunDetail, RunList } from '../api/run';
import { useConsole } from './console-context';
import { LAST_SWEEP, recoveryOf } from './recovery-of';
import { shortName } from './run-columns';
import { Status } from './status';
import { useNow } from './use-now';
import { usePoll } from './use-poll';
import { runHref } from './use-route';

/** Where only a sweep may still start a recovery, nobody needs to know within seconds. */
const SELDOM = 60_000;

/** Says which run takes back what a run that did not clean up itself has added, and how far that has come. */
export function RecoveryLine({ run }: { run: RunDetail }) {
  const { api, place } = useConsole();
  const load = useCallback(() => api.get<RunList>('runs?limit=500'), [api]);
  const { data, error } = usePoll(load, (list) => {
    const recovery = recoveryOf(run, list, api.now());
    if (recovery.is === 'missing') return SELDOM;
    const over = recovery.is === 'found' ? recovery.by.status !== 'RUNNING' : recovery.is === 'lost';
    return over ? undefined : place.local ? 1000 : 5000;
  });
  // Whether there is one does not depend on the time, only what is said where there is none.
  const now = useNow(recoveryOf(run, data, 0).is !== 'found');
  const recovery = recoveryOf(run, data, now);
  if (recovery.is === 'found')
    return (
      <div>
        This run did not clean up itself: recovery run{' '}
        <Link href={runHref(recovery.by.name)}>{shortName(recovery.by.name)}</Link> takes back what it had
        added. <Status status={recovery.by.status}>{recovery.by.result}</Status>
      </div>
    );
  if (recovery.is === 'due')
    return <div>This run did not clean up itself: a recovery run takes back what it had added.</div>;
  if (recovery.is === 'looking')
    return (
      <div>
        This run did not clean up itself.{' '}
        {error === undefined ? 'Looking for its recovery run …' : `Its recovery run was not found: ${error}`}
      </div>
    );
  return (
    <div>
      This run did not clean up itself, and{' '}
      {data?.older ? `of the newest ${data.runs.length} runs` : 'of all runs'} none is its recovery, which
      should have begun at once. Start one: "npx vigilant rollback {run.package ?? 'PACKAGE'}{' '}
      {run.version ?? 'VERSION'} --follow"; where nothing is owed, it does nothing.
      {recovery.is === 'missing'
        ? ` If this run held the lock of its version, a sweep starts one at the latest ${readable(LAST_SWEEP)} after its end.`
        : null}
    </div>
  );
}
