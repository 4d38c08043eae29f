import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RegionStep, Visit } from '../../lib/console/api/run';
import { stepColumns, stepState } from '../../lib/console/web/step-columns';

const definition = readFileSync(join(__dirname, '../../state-machines/publish.asl.json'), 'utf8');
const columns = stepColumns(definition);
const column = (header: string) => {
  const found = columns.find((one) => one.header === header);
  if (found === undefined) throw new Error(`there is no column ${header}`);
  return found;
};

const visit = (state: string, changes: Partial<Visit> = {}): Visit => ({
  ...{ id: 1, state, type: 'Task', entered: '2026-01-01T00:00:00Z', exited: '2026-01-01T00:00:01Z' },
  ...{ status: 'succeeded', attempts: 1, failures: [], builds: [], ...changes },
});
const step = (map: string, outcome: string, visits: readonly Visit[]): RegionStep => ({
  ...{ map, region: 'us-east-1', outcome, visits },
});

test('the publish workflow surveys, runs a job, verifies, promotes and retracts in each region', () => {
  expect(columns.map(({ header }) => header)).toEqual(
    expect.arrayContaining(['Surveyed', 'Job', 'Verified', 'Promoted', 'Retracted']),
  );
});

test('a Map that nobody has heard of gets a column of its own, under its name', () => {
  const machine = {
    States: { StopLateBuilds: { Type: 'Map', ItemProcessor: { States: { StopBuild: {} } } } },
  };
  expect(stepColumns(JSON.stringify(machine))).toEqual([
    { id: 'StopLateBuilds', header: 'Stop late builds', map: 'StopLateBuilds', last: true },
  ]);
});

test('a job that did what it should is told apart from bytes that are not right', () => {
  const steps = [
    step('PublishRegions', 'failed', [
      visit('IsAnythingStaged', { type: 'Choice', attempts: 0 }),
      visit('PublishJob'),
      visit('VerifyStaged', { status: 'failed' }),
      visit('StagingFailed', { type: 'Pass', attempts: 0 }),
    ]),
  ];
  expect(stepState(steps, 'us-east-1', column('Job'))).toMatchObject({
    status: 'succeeded',
    outcome: 'done',
  });
  expect(stepState(steps, 'us-east-1', column('Verified'))).toMatchObject({ status: 'failed' });
});

test('a job that failed leaves nothing to verify', () => {
  const steps = [
    step('PublishRegions', 'failed', [
      visit('ClearStaging'),
      visit('PublishJob', { status: 'failed' }),
      visit('StagingFailed', { type: 'Pass', attempts: 0 }),
    ]),
  ];
  expect(stepState(steps, 'us-east-1', column('Job'))).toMatchObject({ status: 'failed', outcome: 'failed' });
  expect(stepState(steps, 'us-east-1', column('Verified'))).toBeUndefined();
});

test('a job that failed and goes on is being tried again', () => {
  const failures = [{ at: '2026-01-01T00:00:01Z', error: 'States.TaskFailed', cause: '' }];
  const steps = [
    step('PublishRegions', 'running', [
      visit('PublishJob', { status: 'running', exited: undefined, failures }),
    ]),
  ];
  expect(stepState(steps, 'us-east-1', column('Job'))).toMatchObject({
    ...{ status: 'running', outcome: 'trying again' },
  });
});

test('a job that the end of its run cut short is aborted, as Step Functions calls the run', () => {
  const steps = [step('PublishRegions', 'aborted', [visit('PublishJob', { status: 'aborted' })])];
  expect(stepState(steps, 'us-east-1', column('Job'))).toMatchObject({
    ...{ status: 'aborted', outcome: 'aborted' },
  });
});

test('a survey that found a conflict stands in the way', () => {
  const steps = [step('SurveyRegions', 'conflict', [visit('InspectRegion')])];
  expect(stepState(steps, 'us-east-1', column('Surveyed'))).toMatchObject({
    ...{ status: 'failed', outcome: 'conflict' },
  });
});
