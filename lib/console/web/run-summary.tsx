import Container from '@cloudscape-design/components/container';
import CopyToClipboard from '@cloudscape-design/components/copy-to-clipboard';
import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import Link from '@cloudscape-design/components/link';
import type { RunDetail } from '../api/run';
import { dateOf, duration } from './format';
import { TRIGGERS } from './run-columns';
import { Status } from './status';
import { useNow } from './use-now';
import { runHref } from './use-route';

/** What a run is, and how it stands. */
export function RunSummary({ run }: { run: RunDetail }) {
  const now = useNow(run.status === 'RUNNING');
  const items: KeyValuePairsProps.Item[] = [
    { label: 'Status', value: <Status status={run.status} /> },
    { label: 'Result', value: <span className="cause">{run.result ?? '–'}</span> },
    { label: 'Started', value: dateOf(run.startedAt) },
    { label: 'Duration', value: duration(run.startedAt, run.endedAt, now) },
    { label: 'Trigger', value: run.trigger ? TRIGGERS[run.trigger] : '–' },
    { label: 'Operation', value: run.dryRun ? `${run.operation}, dry run` : (run.operation ?? '–') },
    { label: 'Run', value: <Name run={run} /> },
  ];
  if (run.recovers !== undefined)
    items.push({
      label: 'Recovers',
      value: (
        <Link href={runHref(run.recovers)}>
          <span className="cause">{run.recovers}</span>
        </Link>
      ),
    });
  return (
    <Container>
      <KeyValuePairs columns={4} minColumnWidth={170} items={items} />
    </Container>
  );
}

/** Its name as people see it, with its ARN for those who ask AWS about it. */
function Name({ run }: { run: RunDetail }) {
  return (
    <span className="cause">
      {run.name}{' '}
      <CopyToClipboard
        variant="icon"
        textToCopy={run.arn}
        copyButtonAriaLabel="Copy the ARN of the execution"
        copySuccessText="ARN copied"
        copyErrorText="The ARN could not be copied"
      />
    </span>
  );
}
