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
  IN_PROGRESS: 'Running',
  SUCCEEDED: 'Succeeded',
  FAILED: 'Failed',
  FAULT: 'Failed',
  ABORTED: 'Aborted',
  STOPPED: 'Stopped',
  TIMED_OUT: 'Timed out',
};

/** A status of Step Functions or CodeBuild as people read it in the consoles of these. */
export const wordOf = (status: string) => WORDS[status] ?? status;

/** A status with its sign: colour is never the only difference. */
export function Status({ status, children }: { status: string; children?: React.ReactNode }) {
  return (
    <StatusIndicator type={kindOf(status)} wrapText={false}>
      {children ?? wordOf(status)}
    </StatusIndicator>
  );
}
