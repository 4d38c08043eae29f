import { StateFailure } from '../../../lib/local/step-functions/engine/failure';
import { ScriptedTasks, START, workbench } from './workbench';

const EXECUTION = 'arn:aws:states:us-east-1:000000000000:execution:machine:run';
const ROLE = 'arn:aws:iam::000000000000:role/machine';

test('the context object has every field, each as the service writes it', async () => {
  const { run } = await workbench();
  const { output } = await run(
    {
      StartAt: 'A',
      States: { A: { Type: 'Pass', Output: '{% $states.context %}', End: true } },
    },
    { n: 1 },
  );
  expect(output).toEqual({
    Execution: {
      Id: EXECUTION,
      Input: { n: 1 },
      Name: 'run',
      RoleArn: ROLE,
      StartTime: '2026-01-02T03:04:05Z',
      RedriveCount: 0,
    },
    StateMachine: { Id: 'arn:aws:states:us-east-1:000000000000:stateMachine:machine', Name: 'machine' },
    State: { Name: 'A', EnteredTime: '2026-01-02T03:04:05Z' },
  });
});

test.each<[string, string, unknown]>([
  ['as a whole', '$keys($states)', ['input', 'context']],
  ['by a name that is computed', '$lookup($states, "in" & "put").n', 1],
  ['with all its members', '$states.*.n', 1],
  ['through a variable', '($s := $states; $s.context.State.Name)', 'A'],
  ['from a member of it', '$states.input.%.context.State.Name', 'A'],
  ['by a member and as a whole', '[$states.input.n, $count($keys($states))]', [1, 2]],
])('$states can be read %s', async (_what, expression, value) => {
  const { run } = await workbench();
  const pass = { Type: 'Pass', Output: `{% ${expression} %}`, End: true };
  expect((await run({ StartAt: 'A', States: { A: pass } }, { n: 1 })).output).toEqual(value);
});

test('a fraction of a second is shown where there is one', async () => {
  const { start, clock, executions } = await workbench();
  await clock.advance(250);
  const pass = { Type: 'Pass', Output: '{% $states.context.State.EnteredTime %}', End: true };
  const { arn } = await start({ StartAt: 'A', States: { A: pass } });
  expect((await executions.ended(arn)).output).toBe('"2026-01-02T03:04:05.250Z"');
  expect(clock.now()).toBe(START + 250);
});

test('an item is known by index, value and source, in the selector and in the iteration', async () => {
  const { run } = await workbench();
  const item = '{% $states.context.Map.Item %}';
  const { output } = await run({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Map',
        Items: ['a'],
        ItemSelector: { selected: item },
        ItemProcessor: {
          StartAt: 'P',
          States: { P: { Type: 'Pass', Output: ['{% $states.input.selected %}', item], End: true } },
        },
        Next: 'B',
      },
      B: {
        Type: 'Pass',
        Output: ['{% $states.input[0] %}', '{% $exists($states.context.Map) %}'],
        End: true,
      },
    },
  });
  const expected = { Index: 0, Value: 'a', Source: 'STATE_DATA' };
  expect(output).toEqual([[expected, expected], false]);
});

test('a state that can be retried knows how often it was', async () => {
  const counts: unknown[] = [];
  const tasks = new ScriptedTasks(({ arguments: count }) => {
    counts.push(count);
    if (counts.length < 3) throw new StateFailure('E', undefined);
    return {};
  });
  const { start, clock, executions } = await workbench({ tasks });
  const { arn } = await start({
    StartAt: 'A',
    States: {
      A: {
        Type: 'Task',
        Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work',
        Arguments: '{% $states.context.State.RetryCount %}',
        Retry: [{ ErrorEquals: ['E'], BackoffRate: 1 }],
        Output: '{% $states.context.State.RetryCount %}',
        End: true,
      },
    },
  });
  await clock.advance(5000);
  expect((await executions.ended(arn)).output).toBe('2');
  expect(counts).toEqual([0, 1, 2]);
});
