import { StateFailure } from '../../../lib/local/step-functions/engine/failure';
import { openStore } from '../../../lib/local/storage/store';
import { ManualClock } from '../manual-clock';
import { fillingStore } from '../storage/filling-store';
import { endless, outline, ScriptedTasks, START, settled, workbench } from './workbench';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const BUILD = 'arn:aws:states:::codebuild:startBuild.sync';
const end = (definition: object) => ({ StartAt: 'A', States: { A: { End: true, ...definition } } });

/** A process that is killed in the middle: nothing of it goes on, and only its store is left. */
async function killed(definition: object, input: unknown, tasks = new ScriptedTasks(endless)) {
  const store = await openStore();
  const clock = new ManualClock(START);
  const first = await workbench({ store, clock, tasks });
  const { arn } = await first.start(definition, input);
  await settled();
  return { store, arn, clock };
}

async function resumed(store: Awaited<ReturnType<typeof openStore>>, tasks: ScriptedTasks, time = START) {
  const second = await workbench({ store, tasks, clock: new ManualClock(time) });
  await second.executions.resume();
  return second;
}

test('a build that was running is found again by its id, not started twice', async () => {
  const { store, arn } = await killed(
    end({ Type: 'Task', Resource: BUILD, Arguments: { ProjectName: 'p' } }),
    {},
  );
  const tasks = new ScriptedTasks(() => ({ Build: { BuildStatus: 'SUCCEEDED' } }));
  const { executions, history } = await resumed(store, tasks);
  expect(await executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(tasks.submitted).toEqual([]);
  expect(tasks.completing).toEqual([{ Build: { Id: `build:${arn}#3` } }]);
  expect(outline(await history(arn))).toEqual([
    '1<-0 ExecutionStarted',
    '2<-0 TaskStateEntered',
    '3<-2 TaskScheduled',
    '4<-3 TaskStarted',
    '5<-4 TaskSubmitted',
    '6<-5 TaskSucceeded',
    '7<-6 TaskStateExited',
    '8<-7 ExecutionSucceeded',
  ]);
});

/** An execution whose disk is full once its first task is done. */
async function withoutRoom(rest: object) {
  const { disk, filling: store } = fillingStore(await openStore());
  const tasks = new ScriptedTasks(() => {
    disk.isFull = true;
  });
  const bench = await workbench({ store, tasks });
  const task = { Type: 'Task', Resource: LAMBDA };
  const { arn } = await bench.start({
    StartAt: 'A',
    States: { A: { ...task, ...rest }, B: { ...task, End: true } },
  });
  await bench.executions.ended(arn);
  return { ...bench, disk, arn };
}
const noSpace = expect.objectContaining({ message: 'no space left on device' });

test.each([
  ['its end', { End: true }],
  ['its next state', { Next: 'B' }],
])('an execution that has no room for %s tells so once, and is taken up again later', async (_what, rest) => {
  const { executions, arn, clock, disk, errors } = await withoutRoom(rest);
  expect(errors).toEqual([noSpace]);
  disk.isFull = false;
  await clock.advance(5_000);
  expect(await executions.ended(arn)).toMatchObject({ status: 'FAILED', cause: 'lost' });
  expect(errors).toHaveLength(1);
});

test('an execution that cannot be taken up again tells why', async () => {
  const { executions, clock, errors } = await withoutRoom({ End: true });
  jest.spyOn(executions.tables.branches, 'entries').mockImplementation(() => {
    throw new Error('a block is damaged');
  });
  await clock.advance(5_000);
  expect(errors).toEqual([noSpace, expect.objectContaining({ message: 'a block is damaged' })]);
});

test('an execution that was started while the runtime closed runs at the next start', async () => {
  const store = await openStore();
  const tasks = new ScriptedTasks(endless);
  const first = await workbench({ store, tasks });
  const starting = first.start(end({ Type: 'Task', Resource: LAMBDA }));
  await first.executions.close();
  const { arn } = await starting;
  await settled();
  expect(tasks.started).toEqual([]);
  const second = await resumed(store, new ScriptedTasks(() => 'done'));
  expect(await second.executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"done"' });
  expect(second.events.map(({ detail }) => detail['status'])).toEqual(['RUNNING', 'SUCCEEDED']);
});

test('a build whose id was not known yet is asked for again with the same token', async () => {
  const first = new ScriptedTasks(endless);
  const tokens: string[] = [];
  first.submit = (request) => {
    tokens.push(request.token);
    return new Promise(() => {});
  };
  const { store, arn } = await killed(end({ Type: 'Task', Resource: BUILD, Arguments: {} }), {}, first);
  const tasks = new ScriptedTasks(() => ({ Build: {} }));
  const { executions } = await resumed(store, tasks);
  expect(await executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
  expect(tasks.submitted.map(({ token }) => token)).toEqual(tokens);
});

test('a function that was running fails as one that Lambda lost, which its Retry can take', async () => {
  const state = { Type: 'Task', Resource: LAMBDA, Retry: [{ ErrorEquals: ['Lambda.SdkClientException'] }] };
  const { store, arn } = await killed(end(state), {});
  const tasks = new ScriptedTasks(() => 'second');
  const { executions, clock, history } = await resumed(store, tasks);
  await clock.advance(1000);
  expect(await executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '"second"' });
  expect((await history(arn)).map(({ type }) => type)).toContain('LambdaFunctionFailed');
});

test('a wait ends when it would have ended', async () => {
  const { store, arn } = await killed(end({ Type: 'Wait', Seconds: 100 }), {});
  const { executions, clock } = await resumed(store, new ScriptedTasks(), START + 60_000);
  await clock.advance(39_999);
  expect((await executions.get(arn)).status).toBe('RUNNING');
  await clock.advance(1);
  expect(await executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED', stopDate: START + 100_000 });
});

test('iterations that were done are not run again, the others go on with their variables', async () => {
  const ran: unknown[] = [];
  const first = new ScriptedTasks((request) => {
    ran.push(request.arguments.n);
    return request.arguments.n === 3 ? endless(request) : request.arguments.n * 10;
  });
  const definition = {
    StartAt: 'S',
    States: {
      S: { Type: 'Pass', Assign: { bonus: 1 }, Output: [1, 2, 3, 4], Next: 'M' },
      M: {
        Type: 'Map',
        MaxConcurrency: 1,
        ItemProcessor: {
          StartAt: 'V',
          States: {
            V: { Type: 'Pass', Assign: { n: '{% $states.input %}' }, Next: 'T' },
            T: {
              Type: 'Task',
              Resource: LAMBDA,
              Arguments: { n: '{% $n %}' },
              Output: '{% $states.result + $bonus %}',
              Retry: [{ ErrorEquals: ['States.ALL'], IntervalSeconds: 1 }],
              End: true,
            },
          },
        },
        End: true,
      },
    },
  };
  const { store, arn } = await killed(definition, {}, first);
  const again: unknown[] = [];
  const tasks = new ScriptedTasks((request) => {
    again.push(request.arguments.n);
    return request.arguments.n * 10;
  });
  const { executions, clock } = await resumed(store, tasks);
  await clock.advance(1000);
  expect(await executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED', output: '[11,21,31,41]' });
  expect({ ran, again }).toEqual({ ran: [1, 2, 3], again: [3, 4] });
});

test('iterations that were done are stored together, not each by itself', async () => {
  const bench = await workbench({
    tasks: new ScriptedTasks((request) => (request.arguments === 99 ? endless(request) : request.arguments)),
  });
  const processor = { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } };
  const items = Array.from({ length: 100 }, (_, at) => at);
  const { arn } = await bench.start(end({ Type: 'Map', ItemProcessor: processor }), items);
  for (let turn = 0; turn < 20; turn++) await settled();
  await bench.executions.get(arn);
  const settledPaths: string[] = [];
  let count = 0;
  for await (const [, record] of bench.executions.tables.branches.entries()) {
    count += 1;
    if ('settled' in record) settledPaths.push(...Object.keys(record.settled));
  }
  expect(settledPaths.sort()).toEqual(
    items
      .slice(0, 99)
      .map((at) => `/${at}`)
      .sort(),
  );
  expect(count).toBeLessThan(50);
  await bench.executions.stop(arn, {});
});

test('retries that were used up before the kill do not come back', async () => {
  const failing = () =>
    new ScriptedTasks(() => {
      throw new StateFailure('Flaky', undefined);
    });
  const state = {
    Type: 'Task',
    Resource: LAMBDA,
    Retry: [{ ErrorEquals: ['Flaky'], MaxAttempts: 1, IntervalSeconds: 5 }],
  };
  const { store, arn } = await killed(end(state), {}, failing());
  const tasks = failing();
  const { executions, clock } = await resumed(store, tasks);
  await clock.advance(5000);
  expect(await executions.ended(arn)).toMatchObject({ status: 'FAILED', error: 'Flaky' });
  expect(tasks.started).toHaveLength(1);
});

test('a runtime that is closed leaves builds running, and the next one goes on', async () => {
  const store = await openStore();
  const tasks = new ScriptedTasks(endless);
  const first = await workbench({ store, tasks });
  const { arn } = await first.start(end({ Type: 'Task', Resource: BUILD, Arguments: {} }));
  await settled();
  await first.executions.close();
  expect(tasks.stopped).toEqual([]);
  const { executions } = await resumed(store, new ScriptedTasks(() => ({ Build: {} })));
  expect(await executions.ended(arn)).toMatchObject({ status: 'SUCCEEDED' });
});

test('nothing of an execution but its record and its history is left when it has ended', async () => {
  const bench = await workbench();
  const processor = { StartAt: 'W', States: { W: { Type: 'Wait', Seconds: 1, End: true } } };
  const { arn } = await bench.start(end({ Type: 'Map', ItemProcessor: processor }), [1, 2, 3]);
  await bench.clock.advance(1000);
  await bench.executions.ended(arn);
  const left: string[] = [];
  for await (const [key] of bench.executions.tables.branches.entries()) left.push(key);
  expect(left).toEqual([]);
});
