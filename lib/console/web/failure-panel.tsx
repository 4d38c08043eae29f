import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { RunFailure } from '../../contract/errors';
import type { RunDetail } from '../api/run';
import { jobsOf } from './jobs';
import { LongText } from './long-text';
import { RecoveryLine } from './recovery-line';
import { problemsOf, type RegionProblem } from './region-problems';
import { wordOf } from './status';

/** What each failure means for consumers, and what to do. */
const MEANINGS: Readonly<Record<RunFailure, string>> = {
  PublishRolledBack: 'Every region serves what it served before this run. Mend the cause and publish again.',
  RollbackIncomplete:
    'Regions are left behind with what this run added. Roll back once they answer: that pays the debt.',
  VersionConflict:
    'Something else exists under this version. Nothing was touched: raise the version and build again, roll back first if an earlier run left it so, or set its status to Published again where that is all.',
  RegionUnavailable: 'A region did not answer before anything was touched. Publish again once it does.',
  LedgerUnavailable:
    'The ledger or the release bucket did not answer before anything was touched. Publish again once it does.',
  PublishInProgress: 'Another run works on this version. Nothing was touched.',
  InvalidInput: 'The input names nothing that could be published. Nothing was touched.',
  ReleaseNotFound: 'There is no stored build of this version. Push it through the pipeline first.',
};

/** Why a run failed, laid out; `onLog` leads to the log of a job. */
export function FailurePanel({ run, onLog }: { run: RunDetail; onLog: (build: string) => void }) {
  if (!['FAILED', 'ABORTED', 'TIMED_OUT'].includes(run.status)) return null;
  const groups = [
    ['Failed in', problemsOf(run.cause?.['regions'])],
    ['Could not be taken back in', problemsOf(run.cause?.['retracted'])],
  ] as const;
  const told = groups.filter(([, problems]) => problems.length > 0);
  const meaning = MEANINGS[run.error as RunFailure];
  return (
    <Alert type={run.status === 'ABORTED' ? 'warning' : 'error'} header={run.error ?? wordOf(run.status)}>
      <SpaceBetween size="s">
        {meaning === undefined ? <RecoveryLine run={run} /> : <div>{meaning}</div>}
        {told.map(([title, problems]) => (
          <Problems key={title} {...{ title, problems, run, onLog }} />
        ))}
        {/* It says of the regions what they say of themselves. */}
        {run.cause?.message && told.length === 0 ? (
          <div>
            <Box variant="awsui-key-label">Message</Box>
            <LongText text={run.cause.message} />
          </div>
        ) : null}
      </SpaceBetween>
    </Alert>
  );
}

function Problems(props: {
  title: string;
  problems: readonly RegionProblem[];
  run: RunDetail;
  onLog: (build: string) => void;
}) {
  const jobs = jobsOf(props.run);
  return (
    <div>
      <Box variant="awsui-key-label">{props.title}</Box>
      <dl className="problems">
        {props.problems.map(({ region, error, cause }) => {
          // The cause of a job that failed is its id; why it failed is in its log.
          const job = jobs.find(({ build }) => cause.includes(build));
          return (
            <div key={region}>
              <dt>{region}</dt>
              <dd>
                {error === '' ? null : <b>{error}</b>} <LongText text={cause} />{' '}
                {job === undefined ? null : (
                  <Button
                    variant="inline-link"
                    ariaLabel={`Job log of ${region}`}
                    onClick={() => props.onLog(job.build)}
                  >
                    Job log
                  </Button>
                )}
              </dd>
            </div>
          );
        })}
      </dl>
    </div>
  );
}
