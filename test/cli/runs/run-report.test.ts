import { progressLines } from '../../../lib/cli/runs/progress-lines';
import { runReport } from '../../../lib/cli/runs/run-report';
import { printRun } from '../../../lib/cli/runs/run-view';
import { testContext } from '../test-context';
import { History, ROLLED_BACK_EXECUTION, rolledBackHistory } from './history';

const report = runReport(ROLLED_BACK_EXECUTION, rolledBackHistory());

test('interleaved events of regions are told apart', () => {
  const steps = report.steps.map(({ step, region, outcome }) => ({ step, region, outcome }));
  expect(steps).toEqual([
    { step: 'publish', region: 'us-east-1', outcome: 'staged' },
    { step: 'publish', region: 'eu-west-1', outcome: 'failed' },
  ]);
});

test('every attempt of a job is counted, with the build it started and why it failed', () => {
  const job = report.steps[1]?.visits[0];
  expect(job).toMatchObject({
    state: 'PublishJob',
    status: 'failed',
    attempts: 2,
    builds: [{ id: 'publish:2' }, { id: 'publish:3' }],
  });
  expect(job?.failures.map((failure) => failure.error)).toEqual(['States.TaskFailed', 'States.TaskFailed']);
});

test('a task that succeeds after a failed attempt has succeeded', () => {
  expect(report.steps[0]?.visits.map(({ state, status }) => [state, status])).toEqual([
    ['PublishJob', 'succeeded'],
    ['VerifyStaged', 'succeeded'],
  ]);
});

test('a job is running from its first attempt until its state ends, whatever becomes of the attempts between', () => {
  const seen = rolledBackHistory().map((_, index) => {
    const events = rolledBackHistory().slice(0, index + 1);
    const running = { ...ROLLED_BACK_EXECUTION, status: 'RUNNING' as const };
    return runReport(running, events).steps[1]?.visits[0]?.status;
  });
  const told = seen.filter((status, index) => status !== undefined && status !== seen[index - 1]);
  expect(told).toEqual(['running', 'failed']);
  expect(seen.indexOf('failed')).toBe(
    rolledBackHistory().findLastIndex(({ stateExitedEventDetails: exit }) => exit?.name === 'PublishJob'),
  );
});

test('a failure that nothing caught has failed the state when its iteration ends', () => {
  const h = new History();
  const started = h.add('MapStateStarted', h.entered('Map', 'PublishRegions', h.add('ExecutionStarted', 0)));
  const iteration = h.add('MapIterationStarted', started, {
    mapIterationStartedEventDetails: { name: 'PublishRegions', index: 0 },
  });
  const job = h.entered('Task', 'PublishJob', iteration, { region: 'us-east-1' });
  const failed = h.failed('States.TaskFailed', {}, h.scheduled(job));
  const running = { ...ROLLED_BACK_EXECUTION, status: 'RUNNING' as const };
  const status = () => runReport(running, h.events).steps[0]?.visits[0]?.status;
  expect(status()).toBe('running');
  h.add('MapIterationFailed', failed);
  expect(status()).toBe('failed');
});

test('states outside of the maps are listed once, and a Fail state has failed', () => {
  expect(report.states.map(({ state, status }) => [state, status])).toEqual([
    ['PublishRegions', 'succeeded'],
    ['AllStaged', 'succeeded'],
    ['PublishRolledBack', 'failed'],
  ]);
});

test('a run that is cut short leaves no state that seems to run', () => {
  const events = rolledBackHistory().slice(0, 8);
  events.push({ id: 9, previousEventId: 0, type: 'ExecutionAborted', timestamp: new Date(0) });
  const aborted = runReport(
    { ...ROLLED_BACK_EXECUTION, status: 'ABORTED', error: undefined, cause: undefined },
    events,
  );
  expect(aborted.steps.map((step) => step.outcome)).toEqual(['aborted', 'aborted']);
});

test('what happened is told in order, and again with the same keys when the run has gone on', () => {
  const early = progressLines(runReport(ROLLED_BACK_EXECUTION, rolledBackHistory().slice(0, 12)));
  const late = progressLines(report);
  expect(early.length).toBeGreaterThan(0);
  expect(late.map((line) => line.key)).toEqual(expect.arrayContaining(early.map((line) => line.key)));
  expect(new Set(late.map((line) => line.key)).size).toBe(late.length);
  expect(late.map((line) => `${line.region} ${line.text}`)).toEqual([
    'us-east-1 job started: publish:1',
    'eu-west-1 job started: publish:2',
    'eu-west-1 PublishJob: attempt 1 failed: publish job FAILED (publish:2)',
    'eu-west-1 job started again: publish:3',
    'us-east-1 staged in 14 s',
    'eu-west-1 PublishJob: attempt 2 failed: publish job FAILED (publish:3)',
    expect.stringMatching(/^eu-west-1 failed in [0-9.]+ s$/),
  ]);
});

test('the view lays out the cause: which region failed, and what was removed where', () => {
  const { context } = testContext();
  const lines: string[] = [];
  printRun({ ...context.terminal, print: (line = '') => void lines.push(line) }, report);
  const text = lines.join('\n');
  expect(text).toContain('PublishRolledBack: rolled back in every region, because of:');
  expect(text).toContain('eu-west-1: States.TaskFailed: publish job FAILED: publish:3');
  expect(text).toContain('us-east-1: removed from staging');
  expect(text).toMatch(/eu-west-1\s+failed \(2 attempts, job publish:3, States.TaskFailed\)/);
});
