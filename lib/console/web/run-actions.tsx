import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { RunDetail } from '../api/run';
import { Confirm } from './confirm';
import { useConsole } from './console-context';
import { type Action, StartRun } from './start-run';

/** Ends after which a region may hold what it should not. */
const LEFT_BEHIND = /^(RollbackIncomplete|ABORTED|TIMED_OUT|StoppedByOperator)$/;

/** Ends that the same input has again. */
const REFUSED_AGAIN = new Set(['InvalidInput', 'VersionConflict']);

/** What can be done about a run. */
export function RunActions({ run, refresh }: { run: RunDetail; refresh: () => void }) {
  const { place } = useConsole();
  const [asking, ask] = useState<'stop' | Action>();
  const close = () => ask(undefined);
  const link = `https://${place.region}.console.aws.amazon.com/states/home?region=${place.region}#/v2/executions/details/${run.arn}`;
  const going = run.status === 'RUNNING';
  const subject = run.package && run.version ? { package: run.package, version: run.version } : undefined;
  // The ledger may not know the build of a run that ended before it touched anything.
  const { digest } = (run.input ?? {}) as { digest?: string };
  const owed = LEFT_BEHIND.test(run.error ?? '') || LEFT_BEHIND.test(run.status);
  return (
    <SpaceBetween direction="horizontal" size="xs">
      {place.endpoint === undefined ? (
        <Button href={link} target="_blank" iconName="external" iconAlign="right">
          Open in the AWS console
        </Button>
      ) : null}
      {subject && owed ? <Button onClick={() => ask('rollback')}>Roll back</Button> : null}
      {/* Another run of the version would be refused, and so would the same build or an input that names none again. */}
      {subject && !going && !REFUSED_AGAIN.has(run.error ?? '') ? (
        <Button onClick={() => ask('republish')}>Re-publish</Button>
      ) : null}
      {going ? <Button onClick={() => ask('stop')}>Stop run</Button> : null}
      {asking === 'stop' ? <Stop run={run} onStopped={refresh} onClose={close} /> : null}
      {subject && asking !== undefined && asking !== 'stop' ? (
        <StartRun action={asking} request={{ ...subject, digest }} onClose={close} />
      ) : null}
    </SpaceBetween>
  );
}

function Stop(props: { run: RunDetail; onStopped: () => void; onClose: () => void }) {
  const { api, notify } = useConsole();
  const { name } = props.run;
  const stop = async () => {
    await api.send('POST', 'stop', { name });
    notify('success', `${name} was stopped. A recovery run takes back what it had done.`);
    props.onStopped();
  };
  return (
    <Confirm title="Stop this run?" action="Stop run" onConfirm={stop} onClose={props.onClose}>
      It ends at once, wherever it is. A recovery run then takes back, in every region, what it had added.
    </Confirm>
  );
}
