import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { compareRun } from './compare-run';
import { conformance } from './conformance';
import { createMatcher } from './matcher';
import type { RecordedCase } from './recorded-case';
import { runCase } from './run-case';

const CASES = join(__dirname, 'cases');

test('every case of this project passes', async () => {
  const lines: string[] = [];
  expect(await conformance(CASES, (line) => lines.push(line))).toBe(0);
  const { length } = await readdir(CASES);
  expect(lines).toEqual([`${length} of ${length} pass`]);
});

describe('a case that differs is told', () => {
  const read = async (): Promise<any> => JSON.parse(await readFile(join(CASES, 'map-in-order.json'), 'utf8'));
  const changes: [string, (recorded: any) => void, string][] = [
    ['status', (it) => (it.expected.status = 'FAILED'), 'status: expected "FAILED", got "SUCCEEDED"'],
    ['output', (it) => (it.expected.output[1] = 3), 'output/1: expected 3, got 4'],
    [
      'event types',
      (it) => it.expected.eventTypes.splice(3, 1),
      'eventTypes/3: expected PassStateEntered, got MapIterationStarted',
    ],
    [
      'a missing event',
      (it) => {
        delete it.expected.eventTypes;
        it.expected.events.pop();
      },
      'events/13: expected nothing, got',
    ],
    [
      'a link',
      (it) => (it.expected.events[7].previousEventId = 7),
      'events/7/previousEventId: expected 7, got 6',
    ],
    [
      'a member',
      (it) => (it.expected.events[2].mapStateStartedEventDetails.length = 3),
      'events/2/mapStateStartedEventDetails/length: expected 3, got 2',
    ],
  ];
  test.each(changes)('%s', async (_what, change, difference) => {
    const recorded = await read();
    change(recorded);
    expect(compareRun(recorded, await runCase(recorded))).toContain(difference);
  });
});

test('a concurrent Map may mix its iterations, but not the events within one', async () => {
  const recorded: RecordedCase = JSON.parse(await readFile(join(CASES, 'map-at-once.json'), 'utf8'));
  const actual = await runCase(recorded);
  expect(compareRun(recorded, actual)).toBeUndefined();
  const events = structuredClone(recorded.expected.events) as any[];
  const [entered, exited] = [
    events.findIndex((e) => e.type === 'PassStateEntered'),
    events.findIndex((e) => e.type === 'PassStateExited'),
  ];
  const mixed = events.map((event, at) => {
    if (at === entered) return { ...events[exited], id: event.id, previousEventId: event.previousEventId };
    if (at === exited) return { ...events[entered], id: event.id, previousEventId: event.previousEventId };
    return event;
  });
  expect(compareRun({ ...recorded, expected: { ...recorded.expected, events: mixed } }, actual)).toContain(
    'events of iteration',
  );
});

/** Runs the command on cases in a folder of their own; `null` is a file that is no JSON. */
async function command(
  cases: Record<string, object | null>,
  path = '.',
): Promise<{ code: number; lines: string[] }> {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-test-'));
  try {
    for (const [name, recorded] of Object.entries(cases)) {
      const file = join(directory, name);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, recorded === null ? '{' : JSON.stringify(recorded));
    }
    const lines: string[] = [];
    return { code: await conformance(join(directory, path), (line) => lines.push(line)), lines };
  } finally {
    await rm(directory, { recursive: true });
  }
}

const LAMBDA = 'arn:aws:lambda:us-east-1:111111111111:function:work';
const machine = (state: object) => ({
  QueryLanguage: 'JSONata',
  StartAt: 'T',
  States: { T: { End: true, ...state } },
});
const constant = {
  definition: machine({ Type: 'Pass' }),
  input: 7,
  expected: { status: 'SUCCEEDED', output: 7 },
};

describe('a function without recorded results is run from its source', () => {
  const cause = (member: string) => `{% $parse($states.errorOutput.Cause).${member} %}`;
  const caught = (member: string) => ({
    ...machine({
      Type: 'Task',
      Resource: LAMBDA,
      Catch: [{ ErrorEquals: ['States.ALL'], Output: cause(member), Next: 'E' }],
    }),
  });
  const withEnd = ({ States, ...rest }: any) => ({ ...rest, States: { ...States, E: { Type: 'Succeed' } } });

  test.each<[string, object, string, unknown]>([
    [
      'an exception with its trace',
      withEnd(caught('stackTrace')),
      'raise ValueError("odd")',
      ['  File "/var/task/handler.py", line 2, in handler\n    raise ValueError("odd")\n'],
    ],
    ['what has no JSON', withEnd(caught('errorType')), 'return {1, 2}', 'Runtime.MarshalError'],
    ['bytes as they are', machine({ Type: 'Task', Resource: LAMBDA }), "return b'[1, 2]'", [1, 2]],
    [
      'the length of the text that Python made',
      machine({
        Type: 'Task',
        Resource: 'arn:aws:states:::lambda:invoke',
        Arguments: { FunctionName: LAMBDA },
        Output: "{% $states.result.SdkHttpMetadata.HttpHeaders.'Content-Length' %}",
      }),
      "return {'a': 1}",
      '8',
    ],
  ])('%s', async (_what, definition, body, output) => {
    const recorded = {
      definition,
      lambdas: { work: { source: `def handler(event, context):\n    ${body}\n` } },
      expected: { status: 'SUCCEEDED', output },
    };
    expect((await command({ 'case.json': recorded })).lines).toEqual(['1 of 1 pass']);
  });
});

test('recorded results stand for any integration, also for one that the runtime lacks', async () => {
  const recorded = {
    definition: machine({ Type: 'Task', Resource: 'arn:aws:states:::states:startExecution.sync:2' }),
    taskMocks: { T: [{ output: { ExecutionArn: 'x' } }, { output: { Status: 'SUCCEEDED' } }] },
    expected: {
      status: 'SUCCEEDED',
      output: { Status: 'SUCCEEDED' },
      eventTypes: [
        'ExecutionStarted',
        'TaskStateEntered',
        'TaskScheduled',
        'TaskStarted',
        'TaskSubmitted',
        'TaskSucceeded',
        'TaskStateExited',
        'ExecutionSucceeded',
      ],
    },
  };
  expect((await command({ 'case.json': recorded })).lines).toEqual(['1 of 1 pass']);
});

test('the iterations of a Map with an Iterator have no order', async () => {
  const iterator = { StartAt: 'P', States: { P: { Type: 'Pass', End: true } } };
  const recorded = {
    definition: machine({ Type: 'Map', Iterator: iterator }),
    input: [1, 2],
    expected: {
      status: 'SUCCEEDED',
      output: [1, 2],
      eventTypes: [
        ...['ExecutionStarted', 'MapStateEntered', 'MapStateStarted', 'MapStateSucceeded', 'MapStateExited'],
        ...[1, 2].flatMap(() => [
          'MapIterationStarted',
          'PassStateEntered',
          'PassStateExited',
          'MapIterationSucceeded',
        ]),
        'ExecutionSucceeded',
      ],
    },
  };
  expect((await command({ 'case.json': recorded })).lines).toEqual(['1 of 1 pass']);
});

test('a payload that is a number is that number, however it was written', () => {
  const { difference } = createMatcher([], []);
  expect(difference('7.0', '7', 'output')).toBeUndefined();
  expect(difference('7.5', '7', 'output')).toBe('output: expected "7.5", got "7"');
  expect(difference('07', '7', 'output')).toBe('output: expected "07", got "7"');
});

test('of a scrubbed history, what is there must happen', async () => {
  const expected = { ...constant.expected, eventsScrubbed: true };
  const run = async (eventTypes: string[]) =>
    (await command({ 'case.json': { ...constant, expected: { ...expected, eventTypes } } })).lines[0];
  expect(await run(['ExecutionSucceeded', 'PassStateEntered'])).toBe('1 of 1 pass');
  expect(await run(['PassStateEntered', 'PassStateEntered'])).toContain(
    'eventTypes: expected PassStateEntered 2 times, got it 1 times',
  );
});

test('a case that cannot be read or run has failed, and the others are run', async () => {
  const { code, lines } = await command({
    'a.json': null,
    'b.json': { name: 'nothing else' },
    'c.json': { ...constant, definition: machine({ Type: 'Task', Resource: 'nonsense' }) },
    'd.json': constant,
    'notes.txt': null,
  });
  expect(code).toBe(1);
  expect(lines).toEqual([
    expect.stringMatching(/^FAIL a.json\n {5}could not be run: .*JSON/),
    'FAIL b.json\n     could not be run: expected a recorded case with definition and expected.status, found no definition and expected.status',
    'FAIL c.json\n     could not be run: The resource provided nonsense is not recognized. The value is not a valid resource ARN, or the resource is not available in this region.',
    '1 of 4 pass',
  ]);
});

test.each([
  ['a folder', { 'a.json': constant, 'b.json': constant }, '.', '2 of 2 pass'],
  ['its folder `cases`, if it has one', { 'cases/a.json': constant, 'other.json': null }, '.', '1 of 1 pass'],
  ['one file', { 'a.json': constant, 'b.json': null }, 'a.json', '1 of 1 pass'],
])('the command runs %s', async (_what, cases, path, last) => {
  expect((await command(cases as Record<string, object | null>, path)).lines).toEqual([last]);
});

test('a folder without cases is not a success', async () => {
  const lines: string[] = [];
  expect(await conformance(join(__dirname, 'none'), (line) => lines.push(line))).toBe(1);
  expect(lines[0]).toContain('expected a recorded case (*.json) or a folder of them, found none');
});
