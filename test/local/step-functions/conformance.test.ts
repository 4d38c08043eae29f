import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compareRun } from '../../../lib/local/step-functions/conformance/compare-run';
import { conformance } from '../../../lib/local/step-functions/conformance/conformance';
import type { RecordedCase } from '../../../lib/local/step-functions/conformance/recorded-case';
import { runCase } from '../../../lib/local/step-functions/conformance/run-case';

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

test('a function without recorded results is run from its source', async () => {
  const directory = await mkdtemp(join(tmpdir(), 'conformance-test-'));
  const arn = 'arn:aws:lambda:us-east-1:111111111111:function:half';
  const recorded = {
    name: 'half',
    definition: {
      QueryLanguage: 'JSONata',
      StartAt: 'T',
      States: {
        T: {
          Type: 'Task',
          Resource: arn,
          End: true,
          Catch: [
            {
              ErrorEquals: ['ValueError'],
              Output: '{% $parse($states.errorOutput.Cause).stackTrace %}',
              Next: 'E',
            },
          ],
        },
        E: { Type: 'Succeed' },
      },
    },
    input: { odd: 3 },
    lambdas: { half: { source: 'def handler(event, context):\n    raise ValueError("odd")\n' } },
    expected: {
      status: 'SUCCEEDED',
      output: ['  File "/var/task/handler.py", line 2, in handler\n    raise ValueError("odd")\n'],
    },
  };
  try {
    await writeFile(join(directory, 'case.json'), JSON.stringify(recorded));
    const lines: string[] = [];
    await conformance(directory, (line) => lines.push(line));
    expect(lines).toEqual(['1 of 1 pass']);
  } finally {
    await rm(directory, { recursive: true });
  }
});

test('a folder without cases is not a success', async () => {
  const lines: string[] = [];
  expect(await conformance(join(__dirname, 'none'), (line) => lines.push(line))).toBe(1);
  expect(lines[0]).toContain('expected a folder of recorded cases');
});
