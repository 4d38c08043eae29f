import type { RegionStep, Visit } from '../../lib/console/api/run';
import { firstToRead, jobsOf } from '../../lib/console/web/jobs';

const at = (second: number) => new Date(Date.UTC(2026, 0, 1, 0, 0, second)).toISOString();
const failure = (second: number) => ({ at: at(second), error: 'States.TaskFailed', cause: '' });
const step = (region: string, change: Partial<Visit>): RegionStep => ({
  ...{ map: 'PublishRegions', region, outcome: 'running' },
  visits: [
    {
      ...{ id: 1, state: 'PublishJob', type: 'Task', entered: at(0), status: 'succeeded', attempts: 1 },
      ...{ failures: [], builds: [], ...change },
    },
  ],
});
const build = (id: string, second: number) => ({ id, at: at(second) });

test('a job that was tried again failed, and the last one is as its state is', () => {
  const steps = [
    step('us-east-1', { builds: [build('a', 1), build('b', 5)], failures: [failure(4)], status: 'running' }),
  ];
  expect(jobsOf({ steps })).toEqual([
    { build: 'a', region: 'us-east-1', attempt: 1, last: false, status: 'failed' },
    { build: 'b', region: 'us-east-1', attempt: 2, last: true, status: 'running' },
  ]);
});

test('a job that failed while its state waits to try again is not told as running', () => {
  const steps = [step('us-east-1', { builds: [build('a', 1)], failures: [failure(4)], status: 'running' })];
  expect(jobsOf({ steps })[0]?.status).toBe('failed');
});

test('a start that was refused does not make the job after it a failed one', () => {
  const steps = [step('us-east-1', { builds: [build('a', 3)], failures: [failure(1)], status: 'succeeded' })];
  expect(jobsOf({ steps })[0]?.status).toBe('succeeded');
});

test('what is read first is the job that failed, else the one that runs, else the first', () => {
  const done = step('us-east-1', { builds: [build('a', 1)] });
  const running = step('us-west-2', { builds: [build('b', 1)], status: 'running' });
  const retried = step('eu-west-1', { builds: [build('c', 1), build('d', 3)], failures: [failure(2)] });
  const failed = step('eu-west-2', { builds: [build('e', 1)], failures: [failure(2)], status: 'failed' });
  const first = (...steps: RegionStep[]) => firstToRead(jobsOf({ steps }))?.build;
  expect(first(done, running, retried, failed)).toBe('e');
  expect(first(done, retried, running)).toBe('b');
  expect(first(done, retried)).toBe('a');
  expect(first()).toBeUndefined();
});
