import { matchesError, OutputTooLarge, StateFailure } from '../../../lib/local/step-functions/engine/failure';
import { endless, outline, ScriptedTasks, START, settled, workbench } from './workbench';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const failingWith = (...errors: (string | undefined)[]) => {
  let at = 0;
  return new ScriptedTasks(() => {
    const error = errors[at++];
    if (error === undefined) return 'done';
    throw new StateFailure(error, `cause of ${error}`);
  });
};
const task = (fields: object) => ({
  StartAt: 'A',
  States: {
    A: { Type: 'Task', Resource: LAMBDA, Next: 'B', ...fields },
    B: { Type: 'Pass', Output: { from: '{% $states.input %}' }, End: true },
  },
});

// User guide, "Handling errors in Step Functions workflows": "Error names".
test.each<[string, string, boolean]>([
  ['Custom', 'Custom', true],
  ['Custom', 'custom', false],
  ['States.ALL', 'Custom', true],
  ['States.ALL', 'States.Timeout', true],
  ['States.ALL', 'States.QueryEvaluationError', true],
  ['States.ALL', 'States.Runtime', false],
  ['States.Runtime', 'States.Runtime', false],
  ['States.TaskFailed', 'Custom', true],
  ['States.TaskFailed', 'States.Timeout', false],
  ['States.TaskFailed', 'States.HeartbeatTimeout', true],
  ['States.TaskFailed', 'States.Runtime', false],
  ['States.Timeout', 'States.Timeout', true],
  ['States.Timeout', 'States.HeartbeatTimeout', true],
  ['States.HeartbeatTimeout', 'States.Timeout', false],
])('%s matches %s: %s', (name, error, matches) => {
  expect(matchesError([name], new StateFailure(error, undefined))).toBe(matches);
});

test('an output that is too large is caught only by its own name', () => {
  const failure = new OutputTooLarge('States.DataLimitExceeded', undefined);
  expect(matchesError(['States.ALL'], failure)).toBe(false);
  expect(matchesError(['States.TaskFailed'], failure)).toBe(false);
  expect(matchesError(['States.DataLimitExceeded'], failure)).toBe(true);
});

test('an error without a name is caught by States.ALL', async () => {
  const { run } = await workbench();
  const { output } = await run({
    StartAt: 'P',
    States: {
      P: {
        Type: 'Parallel',
        Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail' } } }],
        Catch: [{ ErrorEquals: ['States.ALL'], Next: 'E' }],
        End: true,
      },
      E: { Type: 'Succeed' },
    },
  });
  expect(output).toEqual({ Cause: '' });
});

describe('retriers', () => {
  const attempts = async (tasks: ScriptedTasks, Retry: object[], seconds: number[]) => {
    const { start, clock, executions } = await workbench({ tasks });
    const { arn } = await start(task({ Retry }));
    const counts: number[] = [];
    for (const wait of seconds) {
      await clock.advance(wait * 1000);
      counts.push(tasks.started.length);
    }
    return { counts, record: await executions.ended(arn) };
  };

  test('try three times more, after one, two and four seconds, if they do not say otherwise', async () => {
    const { counts, record } = await attempts(
      failingWith('E', 'E', 'E', 'E'),
      [{ ErrorEquals: ['States.ALL'] }],
      [0, 1, 2, 4],
    );
    expect(counts).toEqual([1, 2, 3, 4]);
    expect(record).toMatchObject({ status: 'FAILED', error: 'E', stopDate: START + 7000 });
  });

  test('with MaxAttempts 0 keep a later one from trying', async () => {
    const { counts, record } = await attempts(
      failingWith('E', undefined),
      [{ ErrorEquals: ['E'], MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'] }],
      [0, 60],
    );
    expect(counts).toEqual([1, 1]);
    expect(record.error).toBe('E');
  });

  test('that are used up leave the failure to the catchers, not to the next retrier', async () => {
    const tasks = failingWith('E', 'E');
    const { start, clock, executions } = await workbench({ tasks });
    const { arn } = await start(
      task({
        Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }, { ErrorEquals: ['States.ALL'] }],
        Catch: [{ ErrorEquals: ['E'], Output: 'caught', Next: 'B' }],
      }),
    );
    await clock.advance(60_000);
    expect((await executions.ended(arn)).output).toBe('{"from":"caught"}');
    expect(tasks.started).toHaveLength(2);
  });

  test('with a BackoffRate of 1 wait alike each time', async () => {
    const { counts } = await attempts(
      failingWith('E', 'E', 'E', 'E'),
      [{ ErrorEquals: ['E'], IntervalSeconds: 5, BackoffRate: 1 }],
      [4, 1, 4, 1, 5],
    );
    expect(counts).toEqual([1, 2, 2, 3, 4]);
  });

  test('leave the time-out of each attempt to itself', async () => {
    const tasks = new ScriptedTasks(endless);
    const { start, clock, executions, history } = await workbench({ tasks });
    const { arn } = await start(
      task({ TimeoutSeconds: 3, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 1 }] }),
    );
    await clock.advance(60_000);
    const record = await executions.ended(arn);
    expect(record).toMatchObject({ error: 'States.Timeout', stopDate: START + 7000 });
    expect(record.cause).toBeUndefined();
    expect(outline(await history(arn)).map((line) => line.split(' ')[1])).toEqual([
      'ExecutionStarted',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionTimedOut',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionTimedOut',
      'ExecutionFailed',
    ]);
  });
});

describe('catchers', () => {
  const caught = async (error: string) => {
    const { run } = await workbench({ tasks: failingWith(error) });
    return run(
      task({
        Catch: [
          { ErrorEquals: ['One', 'Two'], Output: 'first', Next: 'B' },
          { ErrorEquals: ['States.TaskFailed'], Output: 'second', Next: 'B' },
          { ErrorEquals: ['States.ALL'], Next: 'B' },
        ],
      }),
    );
  };

  test('are tried in their order', async () => {
    expect((await caught('Two')).output).toEqual({ from: 'first' });
    expect((await caught('Three')).output).toEqual({ from: 'second' });
  });

  test('put out error and cause where they have no Output', async () => {
    expect((await caught('States.Timeout')).output).toEqual({
      from: { Error: 'States.Timeout', Cause: 'cause of States.Timeout' },
    });
  });
});

describe('time limits', () => {
  const location = (field: string) => `specified for the field '${field}'`;

  test.each<[object, string]>([
    [
      { TimeoutSeconds: "{% 'x' %}" },
      `${location('TimeoutSeconds')} returned an unexpected result type. Expected 'integer', but was 'string'`,
    ],
    [
      { HeartbeatSeconds: '{% 1.5 %}' },
      `${location('HeartbeatSeconds')} returned an unexpected result type. Expected 'integer', but was 'number'`,
    ],
    [{ TimeoutSeconds: '{% $x %}' }, `${location('TimeoutSeconds')} returned nothing (undefined).`],
    [{ TimeoutSeconds: '{% 0 %}' }, 'The TimeoutSeconds field must be between 1 and 99999999, but was: 0'],
    [
      { HeartbeatSeconds: '{% -1 %}' },
      'The HeartbeatSeconds field must be between 1 and 99999999, but was: -1',
    ],
  ])('%j fails the state before its task starts', async (fields, text) => {
    const tasks = new ScriptedTasks();
    const { run } = await workbench({ tasks });
    const { error, cause } = await run(task(fields));
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(text);
    expect(tasks.started).toEqual([]);
  });
});

describe('StopExecution', () => {
  test('ends a loop that waits for nothing, long before its history is full', async () => {
    const { start, executions } = await workbench();
    const { arn } = await start({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'A' } } });
    await new Promise((resolve) => setImmediate(resolve));
    const { status, eventCount } = await executions.stop(arn, {});
    expect(status).toBe('ABORTED');
    expect(eventCount).toBeLessThan(5_000);
  });

  const inner = { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } };

  test.each<[string, object, number]>([
    ['a Map', { Type: 'Map', Items: [1, 2], ItemProcessor: inner }, 2],
    ['a Parallel', { Type: 'Parallel', Branches: [inner, { ...inner, States: { T: inner.States.T } }] }, 2],
    ['a Lambda task', inner.States.T, 1],
  ])('during %s aborts its tasks and ends the history', async (_what, state, count) => {
    const tasks = new ScriptedTasks(endless);
    const { start, executions, history } = await workbench({ tasks });
    const { arn } = await start({ StartAt: 'A', States: { A: { End: true, ...state } } });
    await settled();
    const record = await executions.stop(arn, {});
    expect([record.status, record.error, record.cause]).toEqual(['ABORTED', undefined, undefined]);
    await settled();
    expect(tasks.started.map(({ signal }) => signal.aborted)).toEqual(Array(count).fill(true));
    expect((await history(arn)).at(-1)).toMatchObject({
      type: 'ExecutionAborted',
      previousEventId: 0,
      executionAbortedEventDetails: {},
    });
  });
});
