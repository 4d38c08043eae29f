import type { RunEvent } from '../../lib/console/api/run';
import { attemptsOf } from '../../lib/console/web/attempts';

let id = 0;
const event = (type: string, where: Partial<RunEvent> = {}): RunEvent => {
  id += 1;
  return { id, type, at: new Date(Date.UTC(2026, 0, 1, 0, 0, id)).toISOString(), ...where };
};
const east = { state: 'PublishJob', region: 'us-east-1' };
const west = { state: 'PublishJob', region: 'us-west-2' };

test('each attempt has its own times, also where regions take turns in the history', () => {
  const events = [
    event('TaskStateEntered', east),
    event('TaskStateEntered', west),
    event('TaskScheduled', east),
    event('TaskScheduled', west),
    event('TaskFailed', { ...west, details: { error: 'States.TaskFailed', cause: 'twine: 503' } }),
    event('TaskSucceeded', east),
    event('TaskScheduled', west),
    event('TaskTimedOut', { ...west, details: { error: 'States.Timeout' } }),
    event('TaskScheduled', west),
  ];
  const seen = attemptsOf(events).map(({ region, number, status, error, started, ended }) => [
    ...[region, number, status, error],
    ...[started, ended].map((at) => events.findIndex((one) => one.at === at)),
  ]);
  expect(seen).toEqual([
    ['us-east-1', 1, 'succeeded', undefined, 2, 5],
    ['us-west-2', 1, 'failed', 'States.TaskFailed', 3, 4],
    ['us-west-2', 2, 'failed', 'States.Timeout', 6, 7],
    ['us-west-2', 3, 'running', undefined, 8, -1],
  ]);
});

test('a state that is entered again counts from one', () => {
  const once = () => [
    event('TaskStateEntered', east),
    event('TaskScheduled', east),
    event('TaskSucceeded', east),
  ];
  expect(attemptsOf([...once(), ...once()]).map(({ number }) => number)).toEqual([1, 1]);
});

test('an execution that is stopped leaves no attempt that seems to run', () => {
  const events = [event('TaskStateEntered', east), event('TaskScheduled', east), event('ExecutionAborted')];
  expect(attemptsOf(events)).toMatchObject([{ status: 'aborted', ended: events[2]?.at }]);
});

test('of a cause in JSON the message is told', () => {
  const cause = { errorType: 'RegionUnavailable', errorMessage: 'region us-east-1: no answer', trace: [] };
  const events = [
    event('TaskScheduled', east),
    event('TaskFailed', { ...east, details: { error: 'RegionUnavailable', cause } }),
  ];
  expect(attemptsOf(events)[0]?.cause).toBe('region us-east-1: no answer');
});
