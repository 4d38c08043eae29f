import Box from '@cloudscape-design/components/box';
import Popover from '@cloudscape-design/components/popover';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, { type StatusIndicatorProps } from '@cloudscape-design/components/status-indicator';
import type { AssetHashes, Cell, CellState } from '../api/release-grid';

const KINDS: Readonly<Record<CellState, StatusIndicatorProps.Type>> = {
  published: 'success',
  missing: 'error',
  partial: 'error',
  differs: 'error',
  staged: 'pending',
  withdrawn: 'stopped',
  absent: 'stopped',
  unknown: 'warning',
};

/** What a region holds of a version; a cell that is not as it should be says what differs. */
export function ReleaseCell({ cell }: { cell: Cell }) {
  if (cell.state === 'absent') return <Box color="text-status-inactive">–</Box>;
  return (
    <Popover
      header={`${cell.region}: ${cell.state}`}
      size="large"
      triggerType="text"
      dismissAriaLabel="Close"
      content={
        <SpaceBetween size="xs">
          <span className="cause">{cell.why}</span>
          {cell.assets.map((asset) => (
            <div key={asset.name}>
              <Box variant="awsui-key-label">{asset.name}</Box>
              <Hash asset={asset} />
            </div>
          ))}
        </SpaceBetween>
      }
    >
      <StatusIndicator type={KINDS[cell.state]}>{cell.state}</StatusIndicator>
    </Popover>
  );
}

/** Twelve digits tell two builds apart. */
function Hash({ asset: { expected, found } }: { asset: AssetHashes }) {
  const short = (hash: string | undefined) => <code title={hash}>{hash?.slice(0, 12) ?? 'none'}</code>;
  if (found === expected) return <span>SHA-256 {short(found)}</span>;
  return (
    <span>
      expected {short(expected)}, found {short(found)}
    </span>
  );
}
