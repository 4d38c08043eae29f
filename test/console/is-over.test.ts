import { isOver } from '../../lib/console/web/is-over';

const event = (id: number, type: string) => ({ id, type, at: new Date(id).toISOString() });
const ENTERED = [event(1, 'ExecutionStarted'), event(2, 'TaskStateEntered')];

test('a run that goes on is not over', () => {
  expect(isOver({ status: 'RUNNING', events: ENTERED })).toBe(false);
});

test.each(['Succeeded', 'Failed', 'Aborted', 'TimedOut'])(
  'a run is over once its history tells of its end, too: %s',
  (end) => {
    const status = end === 'TimedOut' ? 'TIMED_OUT' : end.toUpperCase();
    expect(isOver({ status, events: ENTERED })).toBe(false);
    expect(isOver({ status, events: [...ENTERED, event(3, `Execution${end}`)] })).toBe(true);
  },
);
