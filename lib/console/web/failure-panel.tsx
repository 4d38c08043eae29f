import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunDetail } from '../api/run';
import { LongText } from './long-text';

/** What each failure means for consumers, and what to do. */
const MEANINGS: Readonly<Record<string, string>> = {
  PublishRolledBack: 'Every region serves what it served before this run. Mend the cause and publish again.',
  RollbackIncomplete:
    'Regions are left behind with what this run added. Roll back once they answer: that pays the debt.',
  VersionConflict:
    'Other bytes exist under this version. Nothing was touched: raise the version and build again.',
  RegionUnavailable: 'A region did not answer before anything was touched. Publish again once it does.',
  LedgerUnavailable: 'The ledger did not answer before anything was touched. Publish again once it does.',
  PublishInProgress: 'Another run works on this version. Nothing was touched.',
  InvalidInput: 'The input names nothing that could be published. Nothing was touched.',
  ReleaseNotFound: 'There is no stored build of this version. Push it through the pipeline first.',
};

/** A region that the cause of a failure names. */
interface RegionProblem {
  readonly region: string;
  readonly error: string;
  readonly cause: string;
}

/** Why a run failed, laid out. */
export function FailurePanel({ run }: { run: RunDetail }) {
  if (run.error === undefined && !['FAILED', 'ABORTED', 'TIMED_OUT'].includes(run.status)) return null;
  const error = run.error ?? run.status;
  const groups = [
    ['Failed in', problemsOf(run.cause?.['regions'])],
    ['Could not be taken back in', problemsOf(run.cause?.['retracted'])],
  ] as const;
  return (
    <Alert type={run.status === 'ABORTED' ? 'warning' : 'error'} header={error}>
      <SpaceBetween size="s">
        <div>{MEANINGS[error] ?? 'A run that did not clean up itself is cleaned up by a recovery run.'}</div>
        {groups.map(([title, problems]) =>
          problems.length === 0 ? null : <Problems key={title} {...{ title, problems }} />,
        )}
        {run.cause === undefined ? null : (
          <div>
            <Box variant="awsui-key-label">Message</Box>
            <LongText text={run.cause.message} />
          </div>
        )}
      </SpaceBetween>
    </Alert>
  );
}

function Problems({ title, problems }: { title: string; problems: readonly RegionProblem[] }) {
  return (
    <div>
      <Box variant="awsui-key-label">{title}</Box>
      <dl className="problems">
        {problems.map(({ region, error, cause }) => (
          <div key={region}>
            <dt>{region}</dt>
            <dd>
              {error === '' ? null : <b>{error}</b>} <LongText text={cause} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

/** Regions that were fine are part of some causes too; they have no error. */
function problemsOf(value: unknown): RegionProblem[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((one: Record<string, unknown>) => {
    const cause = one['cause'] ?? one['why'];
    if (typeof one['region'] !== 'string' || (one['error'] === undefined && cause === undefined)) return [];
    return [{ region: one['region'], error: String(one['error'] ?? ''), cause: String(cause ?? '') }];
  });
}
