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
  leftover: 'error',
  staged: 'pending',
  withdrawn: 'stopped',
  absent: 'stopped',
  unknown: 'warning',
};

/** What a region holds of a version; a cell that is not as it should be says what differs. */
export function ReleaseCell({ cell }: { cell: Cell }) {
  if (cell.state === 'absent') return <Box color="text-status-inactive">–</Box>;
  const difference = differenceOf(cell);
  return (
    <div>
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
                <Box variant="awsui-key-label">
                  <span className="cause">{asset.name}</span>
                </Box>
                <Hash asset={asset} />
              </div>
            ))}
          </SpaceBetween>
        }
      >
        <StatusIndicator type={KINDS[cell.state]} wrapText={false}>
          {cell.state}
        </StatusIndicator>
      </Popover>
      {difference === undefined ? null : (
        <Box variant="small" color="text-body-secondary" display="block">
          <span className="cause">{difference}</span>
        </Box>
      )}
    </div>
  );
}

/** What is not as it should be, in a few words; the popover has the rest. */
function differenceOf({ state, assets }: Cell): string | undefined {
  if (state !== 'partial' && state !== 'differs') return undefined;
  const count = (kind: string, test: (asset: AssetHashes) => boolean) => {
    const found = assets.filter(test).length;
    return found === 0 ? '' : `${found} ${found === 1 ? 'file' : 'files'} ${kind}`;
  };
  const parts = [
    count('with other bytes', ({ expected, found }) => Boolean(expected && found && expected !== found)),
    count('not of this build', ({ expected }) => expected === undefined),
    count('missing', ({ found }) => found === undefined),
  ];
  return parts.filter((part) => part !== '').join(', ');
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
