import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import KeyValuePairs from '@cloudscape-design/components/key-value-pairs';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '../api/run';
import { textOf } from './format';

/** What each failure means for consumers, and what to do. */
const MEANINGS: Readonly<Record<string, string>> = {
  PublishRolledBack: 'Every region serves what it served before this run. Mend the cause and publish again.',
  RollbackIncomplete:
    'Regions are left behind with what this run added. A rollback pays the debt once they answer.',
  VersionConflict:
    'Other bytes exist under this version. Nothing was touched: raise the version and build again.',
  RegionUnavailable: 'A region did not answer before anything was touched. Publish again once it does.',
  PublishInProgress: 'Another run works on this version. Nothing was touched.',
  InvalidInput: 'The input names nothing that could be published. Nothing was touched.',
  ReleaseNotFound: 'There is no stored build of this version. Push it through the pipeline first.',
};

/** Why a run failed, laid out. */
export function FailurePanel({ run }: { run: RunDetail }) {
  if (run.error === undefined && !['FAILED', 'ABORTED', 'TIMED_OUT'].includes(run.status)) return null;
  const regions = Array.isArray(run.cause?.['regions'])
    ? (run.cause['regions'] as Record<string, unknown>[])
    : [];
  const error = run.error ?? run.status;
  return (
    <Alert type={run.status === 'ABORTED' ? 'warning' : 'error'} header={error}>
      <SpaceBetween size="s">
        <div>{MEANINGS[error] ?? 'A run that did not clean up itself is cleaned up by a recovery run.'}</div>
        {run.cause === undefined ? null : <Box variant="code">{run.cause.message}</Box>}
        {regions.map((region) => (
          <KeyValuePairs
            key={String(region['region'])}
            columns={3}
            items={Object.entries(region)
              .filter(([name]) => !['package', 'version', 'assets', 'endpoint', 'prior'].includes(name))
              .map(([label, value]) => ({ label, value: <span className="cause">{textOf(value)}</span> }))}
          />
        ))}
      </SpaceBetween>
    </Alert>
  );
}
