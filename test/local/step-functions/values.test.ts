import { endless, ScriptedTasks, settled, workbench } from './workbench';

const LAMBDA = 'arn:aws:lambda:us-east-1:000000000000:function:work';
const pass = (fields: object) => ({ StartAt: 'A', States: { A: { Type: 'Pass', End: true, ...fields } } });
const TOO_LARGE =
  "The state/task 'A' returned a result with a size exceeding the maximum number of bytes service limit.";
/** An expression for a text of so many characters. */
const text = (length: number, character = 'x') => `$pad('', ${length}, '${character}')`;

test.each<[string, unknown]>([
  ['null', null],
  ['[]', []],
  ['{}', {}],
  ['""', ''],
  ['[1]', [1]],
  ['[[1]][0]', [1]],
  ['$keys({"a": 1, "b": 2})', ['a', 'b']],
  ['$states.input.list[$ > 0]', [1, 2]],
  ['$states.input.list.($ * 2)', [2, 4]],
  ['$map([1, 2], function($v) { $v + 1 })', [2, 3]],
  ['$split("a,b", ",")', ['a', 'b']],
  ['$distinct([1, 1, 2])', [1, 2]],
  ['$states.input.**.a[$ = 1]', 1],
  ['$states.input.list[0]', 1],
  ['$states.input.list[a > 1]', 2],
  ['[$states.input.one.a]', [1]],
  ['$states.input.one.a', 1],
  ['0.1 + 0.2', 0.30000000000000004],
  ['-0', 0],
  ['100000000000000000000', 100_000_000_000_000_000_000],
  ['1/0', 'Infinity'],
  ['{"a": [-1/0]}', { a: ['-Infinity'] }],
  ['0/0', 'NaN'],
  ['"ü\\u0000\\"😀"', 'ü\u0000"😀'],
  ['$uppercase("straße")', 'STRASSE'],
  ['$lookup($states.input, "none")', null],
])('the expression %s gives %j', async (expression, value) => {
  const { run } = await workbench();
  const input = {
    none: null,
    list: [1, 2].map((a) => (expression.includes('a > 1') ? { a } : a)),
    one: [{ a: 1 }],
  };
  const expected = expression.includes('a > 1') ? { a: 2 } : value;
  expect((await run(pass({ Output: `{% ${expression} %}` }), input)).output).toEqual(expected);
});

test.each([
  ['$states.input.nothing', 'returned nothing (undefined).'],
  ['$states.input[0].b', 'returned nothing (undefined).'],
  ['$filter([1], function($v) { $v > 1 })', 'returned nothing (undefined).'],
  ['function($x) { $x }', 'returned an unsupported result type.'],
  ['{"a": [$sum]}', 'returned an unsupported result type.'],
  ['/a+/', 'returned an unsupported result type.'],
  ["$eval('1')", 'threw an error during evaluation. T1006: Attempted to invoke a non-function'],
  ['$base64decode("!!!")', 'threw an internal error during evaluation. '],
  ['$error("no")', 'threw an error during evaluation. D3137: no'],
  ['$sum([1..1000000])', 'threw an error during evaluation: Expression evaluation memory limit exceeded'],
])('the expression %s fails its state', async (expression, rest) => {
  const { run } = await workbench();
  const { error, cause } = await run(pass({ Output: { a: ['x', `{% ${expression} %}`] } }));
  expect(error).toBe('States.QueryEvaluationError');
  expect(cause).toContain(
    `An error occurred while executing the state 'A' (entered at the event id #2). The JSONata expression '${expression}' specified for the field 'Output/a[1]' ${rest}`,
  );
});

test('an expression stands only between {% and %}, with nothing around', async () => {
  const { run } = await workbench();
  const Output = ['{%1%}', ' {% 1 %} ', 'a {% 1 %} b'];
  expect((await run(pass({ Output }))).output).toEqual([1, ' {% 1 %} ', 'a {% 1 %} b']);
});

describe('256 KiB', () => {
  const LIMIT = 262_144;

  test.each<[string, object, 'SUCCEEDED' | 'FAILED']>([
    ['output of that size', { Output: `{% ${text(LIMIT - 2)} %}` }, 'SUCCEEDED'],
    ['output of one byte more', { Output: `{% ${text(LIMIT - 1)} %}` }, 'FAILED'],
    ['output of more bytes than characters', { Output: `{% ${text(LIMIT / 2, 'ü')} %}` }, 'FAILED'],
    ['variables of that size', { Assign: { a: `{% ${text(LIMIT - 8)} %}` }, Output: 1 }, 'SUCCEEDED'],
    ['variables of one byte more', { Assign: { a: `{% ${text(LIMIT - 7)} %}` }, Output: 1 }, 'FAILED'],
    [
      'variables that are too large together',
      { Assign: { a: `{% ${text(140_000)} %}`, b: `{% ${text(140_000)} %}` }, Output: 1 },
      'FAILED',
    ],
  ])('%s: %j', async (_what, fields, status) => {
    const { run } = await workbench();
    const record = await run(pass(fields));
    expect(record.status).toBe(status);
    if (status === 'FAILED')
      expect(record).toMatchObject({ error: 'States.DataLimitExceeded', cause: TOO_LARGE });
  });

  test('arguments that are larger start no task', async () => {
    const tasks = new ScriptedTasks();
    const { run } = await workbench({ tasks });
    const task = { Type: 'Task', Resource: LAMBDA, Arguments: `{% ${text(LIMIT)} %}`, End: true };
    expect(await run({ StartAt: 'A', States: { A: task } })).toMatchObject({
      error: 'States.DataLimitExceeded',
      cause: TOO_LARGE,
    });
    expect(tasks.started).toEqual([]);
  });

  test.each([
    ['Parallel', { Arguments: `{% ${text(LIMIT)} %}`, Branches: [pass({ Output: 1 })] }],
    ['Map', { Items: [1], ItemSelector: `{% ${text(LIMIT)} %}`, ItemProcessor: pass({ Output: 1 }) }],
  ])('inputs that are larger start no branch of a %s', async (Type, fields) => {
    const { run } = await workbench();
    const record = await run({ StartAt: 'A', States: { A: { Type, ...fields, End: true } } });
    expect(record).toMatchObject({ error: 'States.DataLimitExceeded', cause: TOO_LARGE });
  });

  test('a result that is larger fails the task, which States.ALL catches', async () => {
    const { run } = await workbench({ tasks: new ScriptedTasks(() => 'x'.repeat(LIMIT)) });
    const task = (ErrorEquals: string) => ({
      StartAt: 'A',
      States: {
        A: {
          Type: 'Task',
          Resource: LAMBDA,
          Catch: [{ ErrorEquals: [ErrorEquals], Output: '{% $states.errorOutput.Error %}', Next: 'B' }],
          End: true,
        },
        B: { Type: 'Succeed' },
      },
    });
    expect((await run(task('States.ALL'), {}, 'a')).output).toBe('States.DataLimitExceeded');
    expect((await run(task('States.DataLimitExceeded'), {}, 'b')).output).toBe('States.DataLimitExceeded');
    expect((await run(task('States.Timeout'), {}, 'c')).error).toBe('States.DataLimitExceeded');
  });
});

describe('10 MiB of variables in all', () => {
  const input = 'x'.repeat(199_998);
  const fill = (name: string, next: object) => ({
    Type: 'Pass',
    Assign: { [name]: '{% $states.context.Execution.Input %}' },
    Output: 1,
    ...next,
  });
  const chain = (count: number, distinct: boolean) => {
    const names = Array.from({ length: count }, (_, at) => `s${at}`);
    const states = names.map((name, at) => [
      name,
      fill(distinct ? `v${at}` : 'v', at === count - 1 ? { End: true } : { Next: names[at + 1] }),
    ]);
    return { StartAt: 's0', States: Object.fromEntries(states) };
  };

  test('are the limit for those that are live, not for those that were replaced', async () => {
    const { run } = await workbench();
    expect((await run(chain(60, false), input, 'a')).status).toBe('SUCCEEDED');
    expect((await run(chain(52, true), input, 'b')).status).toBe('SUCCEEDED');
    expect((await run(chain(53, true), input, 'c')).error).toBe('States.DataLimitExceeded');
  });

  test('those of an iteration go with it', async () => {
    const { run } = await workbench();
    const map = (MaxConcurrency: number) => ({
      StartAt: 'M',
      States: {
        M: {
          Type: 'Map',
          Items: Array(40).fill(1),
          MaxConcurrency,
          ItemProcessor: chain(3, true),
          End: true,
        },
      },
    });
    expect((await run(map(10), input, 'a')).status).toBe('SUCCEEDED');
    expect((await run(map(40), input, 'b')).error).toBe('States.DataLimitExceeded');
  });
});

describe('variables', () => {
  const parallel = (branch: object, next: object) => ({
    StartAt: 'S',
    States: {
      S: { Type: 'Pass', Assign: { outer: 1 }, Next: 'P' },
      P: {
        Type: 'Parallel',
        Branches: [
          { StartAt: 'I', States: { I: branch, J: { Type: 'Pass', Output: '{% $inner %}', End: true } } },
          { StartAt: 'K', States: { K: { Type: 'Pass', Output: '{% $exists($inner) %}', End: true } } },
        ],
        ...next,
      },
      T: {
        Type: 'Pass',
        Output: ['{% $states.input %}', '{% $exists($inner) %}', '{% $outer %}'],
        End: true,
      },
    },
  });

  test('of a branch are seen in it alone, and those around it are seen in it', async () => {
    const { run } = await workbench();
    const branch = { Type: 'Pass', Assign: { inner: '{% $outer + 1 %}' }, Next: 'J' };
    expect((await run(parallel(branch, { Next: 'T' }))).output).toEqual([[2, false], false, 1]);
  });

  test('a Parallel state and its catcher assign to the scope around it', async () => {
    const { run } = await workbench();
    const branch = { Type: 'Pass', Assign: { inner: 5 }, Next: 'J' };
    const next = { Assign: { outer: '{% $states.result[0] %}' }, Next: 'T' };
    expect((await run(parallel(branch, next), {}, 'a')).output).toEqual([[5, false], false, 5]);
    const failing = { Type: 'Fail', Error: 'E' };
    const caught = {
      Catch: [{ ErrorEquals: ['E'], Assign: { outer: 9 }, Output: 'o', Next: 'T' }],
      Next: 'T',
    };
    const { output } = await run(parallel(failing, caught), {}, 'b');
    expect(output).toEqual(['o', false, 9]);
  });

  test('that are not assigned yet are nothing', async () => {
    const { run } = await workbench();
    expect(
      (await run(pass({ Assign: { a: 1, b: '{% $exists($a) %}' }, Output: '{% $exists($b) %}' }))).output,
    ).toBe(false);
  });
});

test('a Parallel state that fails aborts the tasks of its other branches', async () => {
  const tasks = new ScriptedTasks(endless);
  const { start, executions, history } = await workbench({ tasks });
  const task = { StartAt: 'T', States: { T: { Type: 'Task', Resource: LAMBDA, End: true } } };
  const late = {
    StartAt: 'W',
    States: { W: { Type: 'Pass', Next: 'F' }, F: { Type: 'Fail', Error: 'E' } },
  };
  const { arn } = await start({
    StartAt: 'P',
    States: { P: { Type: 'Parallel', Branches: [task, late], End: true } },
  });
  await settled();
  expect(await executions.ended(arn)).toMatchObject({ status: 'FAILED', error: 'E' });
  const types = (await history(arn)).map(({ type }) => type);
  expect(types.slice(-3)).toEqual(['TaskStateAborted', 'ParallelStateFailed', 'ExecutionFailed']);
  expect(tasks.started.every(({ signal }) => signal.aborted)).toBe(true);
});
