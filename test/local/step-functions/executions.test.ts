import { StateFailure } from '../../../lib/local/step-functions/engine/failure';
import { openStore, type Write } from '../../../lib/local/storage/store';
import { endless, outline, ScriptedTasks, settled, workbench } from './workbench';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const BUILD = 'arn:aws:states:::codebuild:startBuild.sync';
const end = (definition: object) => ({ StartAt: 'A', States: { A: { End: true, ...definition } } });

test('an execution ends with the output of its last state and keeps its whole history', async () => {
  const { run } = await workbench();
  const { status, output, history } = await run(
    {
      StartAt: 'A',
      States: {
        A: { Type: 'Pass', Assign: { x: '{% $states.input.n + 1 %}' }, Next: 'B' },
        B: { Type: 'Pass', Output: { x: '{% $x %}', at: '{% $states.context.State.Name %}' }, End: true },
      },
    },
    { n: 1 },
  );
  expect({ status, output }).toEqual({ status: 'SUCCEEDED', output: { x: 2, at: 'B' } });
  expect(outline(history)).toEqual([
    '1<-0 ExecutionStarted',
    '2<-0 PassStateEntered',
    '3<-2 PassStateExited',
    '4<-3 PassStateEntered',
    '5<-4 PassStateExited',
    '6<-5 ExecutionSucceeded',
  ]);
  expect(history[2].stateExitedEventDetails).toEqual({
    name: 'A',
    output: '{"n":1}',
    outputDetails: { truncated: false },
    assignedVariables: { x: '2' },
    assignedVariablesDetails: { truncated: false },
  });
});

test('whoever looks at an execution, or waits for the disk, makes no write that has nothing new', async () => {
  const store = await openStore();
  const written: (readonly Write[])[] = [];
  const batch = (writes: readonly Write[]) => {
    written.push(writes);
    return store.batch(writes);
  };
  const { machine, executions } = await workbench({
    store: { ...store, batch },
    tasks: new ScriptedTasks((request) => (request.stateName === 'A' ? {} : endless(request))),
  });
  const task = { Type: 'Task', Resource: LAMBDA };
  const definition = { StartAt: 'A', States: { A: { ...task, Next: 'B' }, B: { ...task, End: true } } };
  const { arn } = await executions.start(machine(definition), 'run', '{}');
  for (let looks = 0; looks < 3; looks++) {
    await settled();
    await executions.get(arn);
  }
  const { executions: records, events } = executions.tables;
  const has = (writes: readonly Write[], wanted: unknown) => writes.some(({ table }) => table === wanted);
  const [, ...others] = written.filter((writes) => has(writes, records));
  expect(others.map((writes) => has(writes, events))).toEqual([true, true]);
});

test('Assign and Output of a state both see the variables as they were before', async () => {
  const { run } = await workbench();
  const { output } = await run({
    StartAt: 'A',
    States: {
      A: { Type: 'Pass', Assign: { x: 1 }, Next: 'B' },
      B: { Type: 'Pass', Assign: { x: '{% $x + 1 %}', y: '{% $x %}' }, Output: '{% $x %}', Next: 'C' },
      C: { Type: 'Pass', Output: '{% [$states.input, $x, $y] %}', End: true },
    },
  });
  expect(output).toEqual([1, 2, 1]);
});

test('variables of a Map iteration are seen below it but not after it', async () => {
  const { run } = await workbench();
  const inner = {
    StartAt: 'I',
    States: {
      I: { Type: 'Pass', Assign: { own: '{% $states.input * $factor %}' }, Next: 'J' },
      J: { Type: 'Pass', Output: '{% $own + $states.context.Map.Item.Index %}', End: true },
    },
  };
  const { output } = await run({
    StartAt: 'S',
    States: {
      S: { Type: 'Pass', Assign: { factor: 10 }, Output: [1, 2, 3], Next: 'M' },
      M: { Type: 'Map', ItemProcessor: inner, Next: 'T' },
      T: { Type: 'Pass', Output: { all: '{% $states.input %}', leaks: '{% $exists($own) %}' }, End: true },
    },
  });
  expect(output).toEqual({ all: [10, 21, 32], leaks: false });
});

test('a Map runs at most 40 iterations at once, and no more than MaxConcurrency', async () => {
  const counts = { now: 0, most: 0 };
  const tasks = new ScriptedTasks(async () => {
    counts.most = Math.max(counts.most, ++counts.now);
    await settled();
    counts.now -= 1;
  });
  const states = { T: { Type: 'Task', Resource: LAMBDA, End: true } };
  const map = (concurrency: number) =>
    end({ Type: 'Map', MaxConcurrency: concurrency, ItemProcessor: { StartAt: 'T', States: states } });
  await (await workbench({ tasks })).run(map(0), new Array(60).fill(1));
  expect(counts.most).toBe(40);
  counts.most = 0;
  await (await workbench({ tasks })).run(map(3), new Array(10).fill(1));
  expect(counts.most).toBe(3);
});

test('the first failure of a Map cancels its other iterations, and the history shows them aborted', async () => {
  const tasks = new ScriptedTasks((request) => {
    if (request.arguments === 'bad') throw new StateFailure('Broken', 'by design');
    return endless(request);
  });
  const { run } = await workbench({ tasks });
  const processor = { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } };
  const { status, error, cause, history } = await run(end({ Type: 'Map', ItemProcessor: processor }), [
    'a',
    'bad',
    'b',
  ]);
  expect({ status, error, cause }).toEqual({ status: 'FAILED', error: 'Broken', cause: 'by design' });
  expect(outline(history.slice(-8))).toEqual([
    '17<-16 MapIterationAborted',
    '18<-16 TaskStateAborted',
    '19<-16 MapIterationAborted',
    '20<-16 TaskStateAborted',
    '21<-16 MapIterationFailed',
    '22<-16 TaskStateAborted',
    '23<-16 MapStateFailed',
    '24<-23 ExecutionFailed',
  ]);
  expect(tasks.started.every(({ signal, arguments: given }) => signal.aborted || given === 'bad')).toBe(true);
});

test('a failing branch of a Parallel state stops the build of its sibling', async () => {
  const tasks = new ScriptedTasks(async (request) => {
    if (request.stateName === 'Bad') {
      await settled();
      throw new StateFailure('Broken', undefined);
    }
    return endless(request);
  });
  const { run } = await workbench({ tasks });
  const branch = (name: string, resource: string) => ({
    StartAt: name,
    States: { [name]: { Type: 'Task', Resource: resource, Arguments: { ProjectName: 'p' }, End: true } },
  });
  const { error } = await run(
    end({ Type: 'Parallel', Branches: [branch('Build', BUILD), branch('Bad', LAMBDA)] }),
  );
  expect(error).toBe('Broken');
  await settled();
  expect(tasks.stopped).toEqual(tasks.completing);
  expect(tasks.stopped).toHaveLength(1);
});

describe('a Map with failing iterations', () => {
  const run = async (tolerance: object, items: readonly number[]) => {
    const tasks = new ScriptedTasks((request) => {
      if (request.arguments < 0) throw new StateFailure('Negative', undefined);
      return request.arguments;
    });
    const processor = { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } };
    return (await workbench({ tasks })).run(
      end({ Type: 'Map', ...tolerance, ItemProcessor: processor }),
      items,
    );
  };

  test.each([{ ToleratedFailureCount: 1 }, { ToleratedFailurePercentage: 34 }])(
    'goes on when it tolerates them: %j',
    async (tolerance) => {
      expect((await run(tolerance, [1, -1, 2])).output).toEqual([1, 2]);
    },
  );

  test('fails with an error of its own when they are more than it tolerates', async () => {
    expect(await run({ ToleratedFailureCount: 1 }, [-1, -1, 2])).toMatchObject({
      error: 'States.ExceedToleratedFailureThreshold',
      cause: 'The specified tolerated failure threshold was exceeded',
    });
  });

  test.each([
    [1, [1, 2]],
    [1, [1, 1]],
  ])('tolerates no States.Runtime: with %i of %j', async (ToleratedFailureCount, items) => {
    const choice = { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 2 %}', Next: 'Done' }] };
    const processor = { StartAt: 'C', States: { C: choice, Done: { Type: 'Succeed' } } };
    const map = { Type: 'Map', ToleratedFailureCount, ItemProcessor: processor };
    const caught = { ...map, Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }] };
    for (const state of [map, caught])
      expect((await (await workbench()).run(end(state), items)).error).toBe('States.Runtime');
  });

  // ASL specification, "Map State Failure Tolerance".
  test.each([
    [{ ToleratedFailureCount: 1, ToleratedFailurePercentage: 100 }, 'FAILED'],
    [{ ToleratedFailureCount: 3, ToleratedFailurePercentage: 34 }, 'FAILED'],
    [{ ToleratedFailureCount: 0, ToleratedFailurePercentage: 100 }, 'FAILED'],
    [{ ToleratedFailureCount: 3, ToleratedFailurePercentage: 0 }, 'FAILED'],
    [{ ToleratedFailureCount: 2, ToleratedFailurePercentage: 67 }, 'SUCCEEDED'],
  ])('keeps to the stricter of two thresholds: two of three with %j have %s', async (tolerance, status) => {
    expect((await run(tolerance, [-1, -1, 2])).status).toBe(status);
  });
});

test('ItemSelector shapes the inputs of the iterations', async () => {
  const { run } = await workbench();
  const { output } = await run(
    end({
      Type: 'Map',
      Items: '{% $states.input.list %}',
      ItemSelector: { n: '{% $states.context.Map.Item.Value %}', at: '{% $states.context.Map.Item.Index %}' },
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
    }),
    { list: [7, 8] },
  );
  expect(output).toEqual([
    { n: 7, at: 0 },
    { n: 8, at: 1 },
  ]);
});

test('ItemBatcher fails a Map that is inline, which nothing catches', async () => {
  const { run } = await workbench();
  const { error, cause, history } = await run(
    end({
      Type: 'Map',
      Items: [7, 8, 9],
      ItemBatcher: { MaxItemsPerBatch: 2 },
      ItemProcessor: { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } },
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }],
    }),
  );
  expect(error).toBe('States.Runtime');
  expect(cause).toBe(
    "An error occurred while executing the state 'A' (entered at the event id #2). The ItemReader, ItemBatcher and ResultWriter fields are not supported for INLINE maps",
  );
  expect(outline(history.slice(1))).toEqual(['2<-0 MapStateEntered', '3<-2 ExecutionFailed']);
});

test('a thousand iterations keep their order and every event', async () => {
  const { run } = await workbench();
  const pass = (next: object) => ({ Type: 'Pass', ...next });
  const processor = {
    StartAt: 'P',
    States: { P: pass({ Next: 'Q' }), Q: pass({ Next: 'R' }), R: pass({ End: true }) },
  };
  const items = Array.from({ length: 1000 }, (_, n) => n);
  const { status, output, eventCount } = await run(end({ Type: 'Map', ItemProcessor: processor }), items);
  expect({ status, eventCount }).toEqual({ status: 'SUCCEEDED', eventCount: 8006 });
  expect(output).toEqual(items);
});

test('an execution fails when its history has 25,000 events', async () => {
  const { run } = await workbench();
  const { error, cause, eventCount, history } = await run({
    StartAt: 'A',
    States: { A: { Type: 'Pass', Next: 'A' } },
  });
  expect({ error, cause }).toEqual({
    error: 'States.Runtime',
    cause: 'The execution reached the maximum number of history events (25000).',
  });
  expect(eventCount).toBe(25_000);
  expect(outline(history.slice(-2))).toEqual([
    '24999<-24998 PassStateExited',
    '25000<-24999 ExecutionFailed',
  ]);
});

test('output of more than 256 KiB fails the state', async () => {
  const { run } = await workbench();
  const { error, cause } = await run(
    end({ Type: 'Pass', Output: '{% $join($map([1..20000], function($i) { "0123456789abcdef" })) %}' }),
  );
  expect(error).toBe('States.DataLimitExceeded');
  expect(cause).toBe(
    "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.",
  );
});

test('each change of status is announced on the event bus', async () => {
  const { run, events } = await workbench();
  await run(end({ Type: 'Fail', Error: 'E', Cause: 'C' }), { a: 1 });
  expect(events.map(({ detail }) => detail['status'])).toEqual(['RUNNING', 'FAILED']);
  expect(events[1]).toMatchObject({
    source: 'aws.states',
    'detail-type': 'Step Functions Execution Status Change',
    resources: ['arn:aws:states:us-east-1:000000000000:execution:machine:run'],
    detail: { input: '{"a":1}', output: null, error: 'E', cause: 'C', inputDetails: { included: true } },
  });
});

test.each([
  ['output', 1, 250, { inputDetails: { included: true }, output: null, outputDetails: { included: false } }],
  ['input', 150, 100, { inputDetails: { included: false }, input: null, outputDetails: { included: true } }],
])('the announcement leaves out %s that does not fit', async (_, inputKiB, outputKiB, detail) => {
  const { run, events } = await workbench();
  await run(end({ Type: 'Pass', Output: 'x'.repeat(outputKiB * 1024) }), 'y'.repeat(inputKiB * 1024));
  expect(events.at(-1)?.detail).toMatchObject(detail);
});

test('a name with the same input gives the running execution, with another one is refused', async () => {
  const { start, executions } = await workbench();
  const wait = end({ Type: 'Wait', Seconds: 9 });
  const [first, second] = await Promise.all([start(wait, { a: 1, b: 2 }), start(wait, { b: 2, a: 1 })]);
  expect(second).toMatchObject({ arn: first.arn, startDate: first.startDate });
  await expect(start(wait, { a: 2 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
  await executions.stop(first.arn, {});
  await expect(start(wait, { a: 1, b: 2 })).rejects.toMatchObject({ code: 'ExecutionAlreadyExists' });
});
