import { StateFailure } from '../../../lib/local/step-functions/engine/failure';
import { outline, ScriptedTasks, START, settled, workbench } from './workbench';

const end = (definition: object) => ({ StartAt: 'A', States: { A: { End: true, ...definition } } });
const inState = (name: string, id: number, detail: string) =>
  `An error occurred while executing the state '${name}' (entered at the event id #${id}). ${detail}`;
const returned = (expression: string, field: string, rest: string) =>
  inState('A', 2, `The JSONata expression '${expression}' specified for the field '${field}' ${rest}`);

describe('Choice', () => {
  const choice = (choices: object[], rest: object = {}) => ({
    StartAt: 'A',
    States: {
      A: { Type: 'Choice', Choices: choices, ...rest },
      X: { Type: 'Pass', Output: { got: '{% $states.input %}', v: '{% $v %}' }, End: true },
    },
  });

  test('brings the Output and Assign of the rule that holds, not its own', async () => {
    const { run } = await workbench();
    const rules = [
      { Condition: '{% $states.input > 1 %}', Next: 'X', Output: 'big', Assign: { v: 1 } },
      { Condition: '{% $states.input = 1 %}', Next: 'X', Output: 'one', Assign: { v: 2 } },
    ];
    const rest = { Default: 'X', Output: 'default', Assign: { v: 3 } };
    const outputs = [];
    for (const input of [5, 1, 0])
      outputs.push((await run(choice(rules, rest), input, `run${input}`)).output);
    expect(outputs).toEqual([
      { got: 'big', v: 1 },
      { got: 'one', v: 2 },
      { got: 'default', v: 3 },
    ]);
  });

  test('stops at the first rule that holds', async () => {
    const { run } = await workbench();
    const rules = [
      { Condition: true, Next: 'X', Assign: { v: 0 } },
      { Condition: '{% $nothing %}', Next: 'X' },
    ];
    expect((await run(choice(rules))).status).toBe('SUCCEEDED');
  });

  test.each([
    [{ Condition: '{% "yes" %}' }, 'Choices[0]/Condition', "unexpected result type. Expected 'boolean'"],
    [{ Condition: '{% $nothing %}' }, 'Choices[0]/Condition', 'returned nothing (undefined).'],
    [{ Condition: true, Output: { v: '{% $nothing %}' } }, 'Choices[0]/Output/v', 'returned nothing'],
    [{ Condition: true, Assign: { v: '{% $nothing %}' } }, 'Choices[0]/Assign/v', 'returned nothing'],
  ])('a rule that fails names its own field: %j', async (rule, location, text) => {
    const { run } = await workbench();
    const { error, cause, history } = await run(choice([{ ...rule, Next: 'X' }]));
    expect(error).toBe('States.QueryEvaluationError');
    expect(cause).toContain(`specified for the field '${location}'`);
    expect(cause).toContain(text);
    expect(history[2].evaluationFailedEventDetails.location).toBe(location);
  });

  test('fails without a rule that holds and without a default', async () => {
    const { run } = await workbench();
    const { error, cause, history } = await run(choice([{ Condition: false, Next: 'X' }]));
    expect(error).toBe('States.Runtime');
    expect(cause).toBe(
      inState('A', 2, 'Failed to transition out of the state. The state does not point to a next state.'),
    );
    expect(outline(history.slice(2))).toEqual(['3<-2 ExecutionFailed']);
  });
});

describe('Fail', () => {
  test('evaluates Error and Cause', async () => {
    const { run } = await workbench();
    const fail = {
      StartAt: 'A',
      States: {
        A: { Type: 'Fail', Error: "{% 'E' & $states.input %}", Cause: '{% $states.context.State.Name %}' },
      },
    };
    expect(await run(fail, 7)).toMatchObject({ status: 'FAILED', error: 'E7', cause: 'A' });
  });

  test('fails itself where they are not strings', async () => {
    const { run } = await workbench();
    const fail = { StartAt: 'A', States: { A: { Type: 'Fail', Error: '{% 7 %}' } } };
    expect(await run(fail)).toMatchObject({
      error: 'States.QueryEvaluationError',
      cause: returned(
        '7',
        'Error',
        "returned an unexpected result type. Expected 'string', but was 'number' for value: 7",
      ),
    });
  });
});

describe('Wait', () => {
  test.each<[string, object, number]>([
    ['Seconds', { Seconds: '{% 2 * 3 %}' }, 6000],
    ['Seconds that are zero', { Seconds: 0 }, 0],
    ['a Timestamp', { Timestamp: '{% $fromMillis($states.input) %}' }, 9000],
    ['a Timestamp that is over', { Timestamp: '2001-01-01T00:00:00Z' }, 0],
  ])('until %s', async (_what, fields, milliseconds) => {
    const { start, clock, executions } = await workbench();
    const { arn } = await start(end({ Type: 'Wait', ...fields }), START + 9000);
    await clock.advance(milliseconds);
    expect(await executions.ended(arn)).toMatchObject({
      status: 'SUCCEEDED',
      stopDate: START + milliseconds,
    });
  });

  test.each<[string, object, string, string]>([
    [
      'Seconds that are a text',
      { Seconds: "{% '1' %}" },
      'States.QueryEvaluationError',
      returned(
        "'1'",
        'Seconds',
        `returned an unexpected result type. Expected 'integer', but was 'string' for value: "1"`,
      ),
    ],
    [
      'negative Seconds',
      { Seconds: '{% -1 %}' },
      'States.QueryEvaluationError',
      inState('A', 2, 'The Seconds field must be between 0 and 99999999, but was: -1'),
    ],
    [
      'a Timestamp without a zone',
      { Timestamp: "{% '2026-01-01T00:00:00' %}" },
      'States.QueryEvaluationError',
      inState(
        'A',
        2,
        'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2026-01-01T00:00:00',
      ),
    ],
    [
      'a Timestamp whose offset has 60 minutes',
      { Timestamp: "{% '2026-01-01T00:00:00+01:60' %}" },
      'States.QueryEvaluationError',
      inState(
        'A',
        2,
        'The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: 2026-01-01T00:00:00+01:60',
      ),
    ],
    [
      'a Timestamp beyond 32 bits of seconds',
      { Timestamp: `{% $fromMillis($states.input + ${24_856 * 86_400_000}) %}` },
      'States.Runtime',
      inState('A', 2, 'Wait state delay is too long.'),
    ],
  ])('fails for %s', async (_what, fields, error, cause) => {
    const { run } = await workbench();
    expect(await run(end({ Type: 'Wait', ...fields }), START)).toMatchObject({ error, cause });
  });

  test('may be 24,855 days long', async () => {
    const { start, executions, clock } = await workbench();
    const { arn } = await start(
      end({ Type: 'Wait', Timestamp: new Date(START + 24_855 * 86_400_000).toISOString() }),
    );
    await settled();
    expect((await executions.get(arn)).status).toBe('RUNNING');
    await clock.advance(24_855 * 86_400_000);
    expect((await executions.ended(arn)).status).toBe('SUCCEEDED');
  });
});

describe('Map', () => {
  const processor = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  const map = (fields: object) => end({ Type: 'Map', ItemProcessor: processor, ...fields });

  test('takes items as an array with expressions in it, and one item as one', async () => {
    const { run } = await workbench();
    expect((await run(map({ Items: [1, '{% $states.input %}', [3]] }), 2, 'a')).output).toEqual([1, 2, [3]]);
    expect((await run(map({ Items: '{% [$states.input] %}' }), 2, 'b')).output).toEqual([2]);
    expect((await run(map({ Items: [] }), 2, 'c')).output).toEqual([]);
  });

  test.each<[object, string]>([
    [
      { Items: '{% {"a": 1} %}' },
      returned(
        '{"a": 1}',
        'Items',
        `returned an unexpected result type. Expected 'array', but was 'object' for value: {"a":1}`,
      ),
    ],
    [
      { Items: '{% $states.input %}' },
      returned(
        '$states.input',
        'Items',
        `returned an unexpected result type. Expected 'array', but was 'number' for value: 7`,
      ),
    ],
    [{}, inState('A', 2, 'Map state input must be an array but was: 7')],
    [
      { Items: [1], MaxConcurrency: '{% "two" %}' },
      returned(
        '"two"',
        'MaxConcurrency',
        `returned an unexpected result type. Expected 'integer', but was 'string' for value: "two"`,
      ),
    ],
    [
      { Items: [1], MaxConcurrency: '{% -1 %}' },
      inState('A', 2, 'The MaxConcurrency field must be at least 0, but was: -1'),
    ],
    [
      { Items: [1], ToleratedFailureCount: '{% -1 %}' },
      inState('A', 2, 'The ToleratedFailureCount field must be at least 0, but was: -1'),
    ],
    [
      { Items: [1], ToleratedFailurePercentage: '{% 101 %}' },
      inState('A', 2, 'The ToleratedFailurePercentage field must be between 0 and 100, but was: 101'),
    ],
    [
      { Items: [1], ItemSelector: { x: '{% $nothing %}' } },
      returned('$nothing', 'ItemSelector/x', 'returned nothing (undefined).'),
    ],
  ])('with %j fails as its expressions do, which a catcher can take', async (fields, cause) => {
    const { run } = await workbench();
    const error = 'States.QueryEvaluationError';
    expect(await run(map(fields), 7, 'a')).toMatchObject({ status: 'FAILED', error, cause });
    const { A } = map(fields).States;
    const Catch = [{ ErrorEquals: [error], Output: 'caught', Next: 'B' }];
    const States = { A: { ...A, Catch }, B: { Type: 'Succeed' } };
    expect((await run({ StartAt: 'A', States }, 7, 'b')).output).toBe('caught');
  });

  test('has started when its ItemSelector fails, but none of its iterations has', async () => {
    const { run } = await workbench();
    const ItemSelector = { x: '{% $states.context.Map.Item.Value.x %}' };
    const { cause, history } = await run(map({ Items: [{ x: 1 }, {}], ItemSelector }));
    expect(cause).toBe(
      returned('$states.context.Map.Item.Value.x', 'ItemSelector/x', 'returned nothing (undefined).'),
    );
    expect(outline(history.slice(1))).toEqual([
      '2<-0 MapStateEntered',
      '3<-2 MapStateStarted',
      '4<-3 EvaluationFailed',
      '5<-4 MapStateFailed',
      '6<-5 ExecutionFailed',
    ]);
  });

  test('runs the graph that stands under the deprecated name', async () => {
    const { run } = await workbench();
    const { output } = await run(end({ Type: 'Map', Iterator: processor }), [1, 2]);
    expect(output).toEqual([1, 2]);
  });

  test('caught by its own catcher goes on with what the catcher puts out', async () => {
    const { run } = await workbench();
    const { output } = await run(
      {
        StartAt: 'A',
        States: {
          A: {
            Type: 'Map',
            Items: [1],
            ItemProcessor: { StartAt: 'F', States: { F: { Type: 'Fail', Error: 'E', Cause: 'C' } } },
            Catch: [
              { ErrorEquals: ['Other'], Next: 'B' },
              {
                ErrorEquals: ['E'],
                Assign: { seen: '{% $states.errorOutput.Error %}' },
                Output: '{% $states.errorOutput.Cause & $states.input %}',
                Next: 'B',
              },
            ],
            Next: 'B',
          },
          B: { Type: 'Pass', Output: ['{% $states.input %}', '{% $seen %}'], End: true },
        },
      },
      7,
    );
    expect(output).toEqual(['C7', 'E']);
  });
});

test('a branch of a Parallel that ends in States.Runtime ends the execution at once', async () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: state } });
  const { run } = await workbench();
  const choice = { Type: 'Choice', Choices: [{ Condition: false, Next: 'X' }] };
  const { error, cause, history } = await run(
    end({
      Type: 'Parallel',
      Branches: [branch('W', { Type: 'Wait', Seconds: 9, End: true }), branch('C', choice)],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'A' }],
    }),
  );
  const detail = 'Failed to transition out of the state. The state does not point to a next state.';
  expect({ error, cause }).toEqual({ error: 'States.Runtime', cause: inState('C', 5, detail) });
  expect(outline(history)).toEqual([
    '1<-0 ExecutionStarted',
    '2<-0 ParallelStateEntered',
    '3<-2 ParallelStateStarted',
    '4<-3 WaitStateEntered',
    '5<-3 ChoiceStateEntered',
    '6<-5 ExecutionFailed',
  ]);
});

test('an iteration of a Map that ends in States.Runtime ends the execution at once', async () => {
  const { run } = await workbench();
  const processor = {
    StartAt: 'C',
    States: {
      C: { Type: 'Choice', Choices: [{ Condition: '{% $states.input = 1 %}', Next: 'W' }] },
      W: { Type: 'Wait', Seconds: 9, End: true },
    },
  };
  const Catch = [{ ErrorEquals: ['States.ALL'], Next: 'A' }];
  const { error, history } = await run(end({ Type: 'Map', Items: [1, 2], ItemProcessor: processor, Catch }));
  expect(error).toBe('States.Runtime');
  expect(outline(history.slice(5))).toEqual([
    '6<-4 ChoiceStateEntered',
    '7<-5 ChoiceStateEntered',
    '8<-6 ChoiceStateExited',
    '9<-8 WaitStateEntered',
    '10<-7 ExecutionFailed',
  ]);
});

test('a catcher that fails names its own field, and its failure is the execution’s', async () => {
  const { run } = await workbench({
    tasks: new ScriptedTasks(() => {
      throw new StateFailure('E', undefined);
    }),
  });
  const { cause, history } = await run(
    end({
      Type: 'Task',
      Resource: 'arn:aws:lambda:us-east-1:000000000000:function:work',
      Catch: [{ ErrorEquals: ['States.ALL'], Output: { v: '{% $nothing %}' }, Next: 'A' }],
    }),
  );
  expect(cause).toBe(returned('$nothing', 'Catch[0]/Output/v', 'returned nothing (undefined).'));
  expect(history.at(-2)).toMatchObject({
    type: 'EvaluationFailed',
    evaluationFailedEventDetails: { location: 'Catch[0]/Output/v', state: 'A' },
  });
});

test.each([
  ['Parallel', { Branches: [{ StartAt: 'F', States: { F: { Type: 'Fail' } } }] }, 4],
  ['Map', { Items: [1], ItemProcessor: { StartAt: 'F', States: { F: { Type: 'Fail' } } } }, 5],
])('a %s whose catcher fails has failed twice', async (type, fields, failed) => {
  const { run } = await workbench();
  const Catch = [{ ErrorEquals: ['States.ALL'], Assign: { v: '{% $nothing %}' }, Next: 'A' }];
  const { cause, history } = await run(end({ Type: type, ...fields, Catch }));
  expect(cause).toBe(returned('$nothing', 'Catch[0]/Assign/v', 'returned nothing (undefined).'));
  const id = history.length;
  expect(outline(history.slice(-4))).toEqual([
    `${id - 3}<-${failed} ${type}StateFailed`,
    `${id - 2}<-${failed} EvaluationFailed`,
    `${id - 1}<-${id - 2} ${type}StateFailed`,
    `${id}<-${id - 1} ExecutionFailed`,
  ]);
});
