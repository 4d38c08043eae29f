import { StateFailure } from '../../../lib/local/step-functions/engine/failure';
import { endless, outline, ScriptedTasks, START, settled, workbench } from './workbench';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const BUILD = 'arn:aws:states:::codebuild:startBuild.sync';
const end = (definition: object) => ({ StartAt: 'A', States: { A: { End: true, ...definition } } });

describe('Retry', () => {
  const failing = () =>
    new ScriptedTasks(() => {
      throw new StateFailure('Flaky', undefined);
    });
  const retrier = {
    ErrorEquals: ['Flaky'],
    IntervalSeconds: 2,
    BackoffRate: 3,
    MaxDelaySeconds: 10,
    MaxAttempts: 3,
  };

  test('waits longer each time, up to MaxDelaySeconds', async () => {
    const tasks = failing();
    const { start, clock, executions } = await workbench({ tasks });
    const { arn } = await start(end({ Type: 'Task', Resource: LAMBDA, Retry: [retrier] }));
    const attempts: number[] = [];
    for (const wait of [0, 1999, 1, 5999, 1, 9999, 1]) {
      await clock.advance(wait);
      attempts.push(tasks.started.length);
    }
    expect(attempts).toEqual([1, 1, 2, 2, 3, 3, 4]);
    expect(await executions.ended(arn)).toMatchObject({ status: 'FAILED', error: 'Flaky' });
  });

  test('with full jitter waits anything up to that', async () => {
    const tasks = failing();
    const { start, clock } = await workbench({ tasks, random: () => 0.25 });
    await start(end({ Type: 'Task', Resource: LAMBDA, Retry: [{ ...retrier, JitterStrategy: 'FULL' }] }));
    await clock.advance(500);
    expect(tasks.started).toHaveLength(2);
    await clock.advance(1499);
    expect(tasks.started).toHaveLength(2);
    await clock.advance(1);
    expect(tasks.started).toHaveLength(3);
  });

  test('counts each retrier by itself and shows RetryCount to the next attempt', async () => {
    const errors = ['A', 'B', 'A', 'B', 'C'];
    const seen: number[] = [];
    const tasks = new ScriptedTasks(({ arguments: { count } }) => {
      seen.push(count);
      throw new StateFailure(errors[seen.length - 1], undefined);
    });
    const { start, clock, executions } = await workbench({ tasks });
    const { arn } = await start(
      end({
        Type: 'Task',
        Resource: LAMBDA,
        Arguments: { count: '{% $states.context.State.RetryCount %}' },
        Retry: [
          { ErrorEquals: ['A'], MaxAttempts: 2 },
          { ErrorEquals: ['B'], MaxAttempts: 2 },
        ],
      }),
    );
    await clock.advance(60_000);
    expect(await executions.ended(arn)).toMatchObject({ error: 'C' });
    expect(seen).toEqual([0, 1, 2, 3, 4]);
  });
});

describe('Catch', () => {
  test('sees the error, and brings its own Output and Assign', async () => {
    const tasks = new ScriptedTasks(() => {
      throw new StateFailure('Broken', 'why');
    });
    const { run } = await workbench({ tasks });
    const { output } = await run({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: LAMBDA,
          Catch: [
            {
              ErrorEquals: ['States.TaskFailed'],
              Output: '{% $states.errorOutput.Cause %}',
              Assign: { name: '{% $states.errorOutput.Error %}' },
              Next: 'B',
            },
          ],
          End: true,
        },
        B: { Type: 'Pass', Output: '{% [$states.input, $name] %}', End: true },
      },
    });
    expect(output).toEqual(['why', 'Broken']);
  });

  test('takes a failed expression of its state', async () => {
    const { run } = await workbench();
    const { output, history } = await run({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: LAMBDA,
          Arguments: '{% $nothing %}',
          Catch: [{ ErrorEquals: ['States.QueryEvaluationError'], Output: 'caught', Next: 'B' }],
          End: true,
        },
        B: { Type: 'Succeed' },
      },
    });
    expect(output).toBe('caught');
    expect(outline(history.slice(2, 4))).toEqual(['3<-0 EvaluationFailed', '4<-3 TaskStateExited']);
  });
});

test('an expression that fails inside a Map is told of once, by its own state', async () => {
  const { run } = await workbench();
  const processor = { StartAt: 'P', States: { P: { Type: 'Pass', Output: '{% $nothing %}', End: true } } };
  const { error, history } = await run(
    end({ Type: 'Map', MaxConcurrency: 1, ItemProcessor: processor }),
    [1, 2],
  );
  expect(error).toBe('States.QueryEvaluationError');
  expect(outline(history.slice(4))).toEqual([
    '5<-4 PassStateEntered',
    '6<-4 EvaluationFailed',
    '7<-6 MapIterationFailed',
    '8<-6 MapStateFailed',
    '9<-8 ExecutionFailed',
  ]);
});

describe('time limits', () => {
  test('a task that takes longer than TimeoutSeconds is aborted', async () => {
    const tasks = new ScriptedTasks(endless);
    const { start, clock, executions, history } = await workbench({ tasks });
    const { arn } = await start(end({ Type: 'Task', Resource: LAMBDA, TimeoutSeconds: '{% 2 + 3 %}' }));
    await clock.advance(5000);
    expect(await executions.ended(arn)).toMatchObject({ status: 'FAILED', error: 'States.Timeout' });
    expect(tasks.started[0]?.signal.aborted).toBe(true);
    expect((await history(arn))[2].lambdaFunctionScheduledEventDetails.timeoutInSeconds).toBe(5);
    expect((await history(arn)).at(-2)).toMatchObject({
      type: 'LambdaFunctionTimedOut',
      lambdaFunctionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });

  test('a build that takes longer than TimeoutSeconds is stopped', async () => {
    const tasks = new ScriptedTasks(endless);
    const { start, clock, executions } = await workbench({ tasks });
    const { arn } = await start(end({ Type: 'Task', Resource: BUILD, Arguments: {}, TimeoutSeconds: 60 }));
    await clock.advance(60_000);
    expect(await executions.ended(arn)).toMatchObject({ error: 'States.Timeout' });
    expect(tasks.stopped).toHaveLength(1);
  });

  test('an execution that takes longer than its own TimeoutSeconds ends as TIMED_OUT', async () => {
    const tasks = new ScriptedTasks(endless);
    const { start, clock, executions, history } = await workbench({ tasks });
    const { arn } = await start({
      TimeoutSeconds: 10,
      ...end({ Type: 'Task', Resource: BUILD, Arguments: {} }),
    });
    await clock.advance(10_000);
    const record = await executions.ended(arn);
    expect(record).toMatchObject({ status: 'TIMED_OUT', stopDate: START + 10_000 });
    // As recorded: why it timed out stands only in the event.
    expect([record.error, record.cause]).toEqual([undefined, undefined]);
    expect(tasks.stopped).toHaveLength(1);
    expect((await history(arn)).at(-1)).toMatchObject({
      previousEventId: 0,
      type: 'ExecutionTimedOut',
      executionTimedOutEventDetails: { error: 'States.Timeout' },
    });
  });
});

describe('StopExecution', () => {
  test('during a build stops the build, and nothing follows the event of the abort', async () => {
    const tasks = new ScriptedTasks(endless);
    const { start, executions, history } = await workbench({ tasks });
    const { arn } = await start(end({ Type: 'Task', Resource: BUILD, Arguments: {} }));
    await settled();
    const record = await executions.stop(arn, { error: 'Enough', cause: 'of this' });
    expect(record).toMatchObject({ status: 'ABORTED', error: 'Enough', cause: 'of this' });
    await settled();
    expect(tasks.stopped).toHaveLength(1);
    expect(outline(await history(arn))).toEqual([
      '1<-0 ExecutionStarted',
      '2<-0 TaskStateEntered',
      '3<-2 TaskScheduled',
      '4<-3 TaskStarted',
      '5<-4 TaskSubmitted',
      '6<-0 ExecutionAborted',
    ]);
  });

  test('while the build is being started stops the build as soon as its id is known', async () => {
    let answer = () => {};
    const tasks = new ScriptedTasks(endless);
    tasks.submit = () => new Promise((resolve) => (answer = () => resolve({ Build: { Id: 'late' } })));
    const { start, executions } = await workbench({ tasks });
    const { arn } = await start(end({ Type: 'Task', Resource: BUILD, Arguments: {} }));
    await settled();
    await executions.stop(arn, {});
    expect(tasks.stopped).toEqual([]);
    answer();
    await settled();
    expect(tasks.stopped).toEqual([{ Build: { Id: 'late' } }]);
  });

  test.each([
    ['a wait', { Type: 'Wait', Seconds: 100 }],
    [
      'a retry',
      { Type: 'Task', Resource: LAMBDA, Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 100 }] },
    ],
  ])('during %s ends the execution at once', async (_what, state) => {
    const tasks = new ScriptedTasks(() => {
      throw new StateFailure('Flaky', undefined);
    });
    const { start, executions } = await workbench({ tasks });
    const { arn } = await start(end(state));
    await settled();
    expect(await executions.stop(arn, {})).toMatchObject({ status: 'ABORTED', stopDate: START });
  });

  test('leaves an execution that has ended as it is', async () => {
    const { run, executions } = await workbench();
    const { arn } = await run(end({ Type: 'Pass' }));
    expect(await executions.stop(arn, { error: 'late' })).toMatchObject({ status: 'SUCCEEDED' });
  });
});
