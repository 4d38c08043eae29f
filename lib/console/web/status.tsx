import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';

const GOOD = /^(SUCCEEDED|succeeded|published|Published|promoted|staged|retracted|complete|nothing|same)$/;
const GOING = /^(RUNNING|IN_PROGRESS|running)$/;
const ENDED = /^(ABORTED|aborted|STOPPED|withdrawn)$/;
const WARNING = /^(partial|missing)$/;

function kindOf(status: string): StatusIndicatorProps.Type {
  if (GOOD.test(status)) return 'success';
  if (GOING.test(status)) return 'in-progress';
  if (ENDED.test(status)) return 'stopped';
  if (WARNING.test(status)) return 'warning';
  return 'error';
}

const WORDS: Readonly<Record<string, string>> = {
  RUNNING: 'Running',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  ABORTED: 'Stopped',
  TIMED_OUT: 'Timed out',
};

/** A status with its sign: colour is never the only difference. */
export function Status({ status, children }: { status: string; children?: React.ReactNode }) {
  return (
    <StatusIndicator type={kindOf(status)} wrapText={false}>
      {children ?? WORDS[status] ?? status}
    </StatusIndicator>
  );
}
