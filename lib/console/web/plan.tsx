import Alert from '@cloudscape-design/components/alert';
import type { RunDetail } from '../api/run';

/** What a dry run says of a region. */
interface Planned {
  readonly region: string;
  readonly action: string;
  readonly why: string;
}

/** What a dry run would have done in each region, and why. */
export function Plan({ run }: { run: RunDetail }) {
  if (!run.dryRun || run.status !== 'SUCCEEDED') return null;
  const { regions = [] } = (run.output ?? {}) as { regions?: readonly Planned[] };
  // All or nothing: one region is enough.
  const refused = regions.some(({ action }) => action === 'refuse');
  return (
    <Alert
      type={refused ? 'warning' : 'info'}
      header={`Dry run: nothing was done${refused ? ', and the version would be refused' : ''}`}
    >
      <dl className="problems">
        {regions.map(({ region, action, why }) => (
          <div key={region}>
            <dt>{region}</dt>
            <dd>
              would <b>{action}</b>: <span className="cause">{why}</span>
            </dd>
          </div>
        ))}
      </dl>
    </Alert>
  );
}
