import Box from '@cloudscape-design/components/box';
import Table from '@cloudscape-design/components/table';
import type { RegionStep, RunDetail } from '../api/run';
import { duration } from './format';
import { Status } from './status';

const STEPS = [
  ['survey', 'Surveyed'],
  ['publish', 'Job, verified'],
  ['promote', 'Promoted'],
  ['retract', 'Retracted'],
] as const;

/** Region × step: shows at a glance where a run went wrong. */
export function RegionMatrix({ run, regions }: { run: RunDetail; regions: readonly string[] }) {
  const rows = [...new Set([...regions, ...run.steps.map((step) => step.region)])]
    .filter((region) => run.steps.length === 0 || run.steps.some((step) => step.region === region))
    .map((region) => ({ region, steps: run.steps.filter((step) => step.region === region) }));
  return (
    <Table
      variant="embedded"
      items={rows}
      trackBy="region"
      ariaLabels={{ tableLabel: 'Regions and steps' }}
      empty={<Box textAlign="center">No region was touched yet.</Box>}
      columnDefinitions={[
        { id: 'region', header: 'Region', cell: (row) => row.region, isRowHeader: true },
        ...STEPS.map(([step, header]) => ({
          id: step,
          header,
          minWidth: 120,
          cell: (row: { region: string; steps: readonly RegionStep[] }) => (
            <StepCell step={row.steps.findLast((one) => one.step === step)} />
          ),
        })),
      ]}
    />
  );
}

/** What the survey found is no verdict of its own, except where it stands in the way. */
function StepCell({ step }: { step?: RegionStep }) {
  if (step === undefined) return <Box color="text-status-inactive">–</Box>;
  const attempts = Math.max(0, ...step.visits.map((visit) => visit.attempts));
  const [first, last] = [step.visits[0], step.visits.at(-1)];
  const bad = step.error !== undefined || /^(conflict|unavailable|failed|left behind)$/.test(step.outcome);
  return (
    <div>
      <Status
        status={
          bad ? 'failed' : step.step === 'survey' && step.outcome !== 'running' ? 'succeeded' : step.outcome
        }
      >
        {step.step === 'survey' && step.outcome !== 'running' ? `found ${step.outcome}` : step.outcome}
      </Status>
      <Box variant="small" color="text-body-secondary" display="block">
        {first && last ? duration(first.entered, last.exited, Date.now()) : ''}
        {attempts > 1 ? `, ${attempts} attempts` : ''}
      </Box>
    </div>
  );
}
