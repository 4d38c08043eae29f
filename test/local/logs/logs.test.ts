import { createLogs, type Logs } from '../../../lib/local/logs/logs';
import type { Call } from '../../../lib/local/service';
import { openStore, type Store } from '../../../lib/local/storage/store';

const REGION = 'us-east-1';
const GROUP = '/aws/codebuild/p';
const location = { region: REGION, group: GROUP, stream: 's1' };

let now = 1_700_000_000_000;
const clock = { now: () => now, sleep: async () => undefined };
let store: Store;
let logs: Logs;

beforeEach(async () => {
  now = 1_700_000_000_000;
  store = await openStore();
  logs = createLogs({ store, clock });
});
afterEach(() => store.close());

function run(operation: string, input: object): Promise<any> {
  const call = { region: REGION, account: '000000000000' } as Call;
  return Promise.resolve(logs.service.operations[operation]?.handle(input, call));
}

function numbered(from: number, count: number) {
  return Array.from({ length: count }, (_, i) => ({
    time: now + Math.floor((from + i) / 3),
    message: `line ${from + i}`,
  }));
}

const read = (input: object) => run('GetLogEvents', { logGroupName: GROUP, logStreamName: 's1', ...input });

test('a loop over nextForwardToken sees every event once, in order, and ends', async () => {
  await logs.sink.write(location, numbered(0, 25));
  const seen: string[] = [];
  let token: string | undefined;
  for (let calls = 0; ; calls++) {
    expect(calls).toBeLessThan(10);
    const page = await read({ startFromHead: true, limit: 10, nextToken: token });
    seen.push(...page.events.map((event: { message: string }) => event.message));
    if (page.nextForwardToken === token) break;
    token = page.nextForwardToken;
  }
  expect(seen).toEqual(numbered(0, 25).map(({ message }) => message));
  await logs.sink.write(location, [{ time: now + 100, message: 'late' }]);
  expect((await read({ startFromHead: true, nextToken: token })).events).toMatchObject([{ message: 'late' }]);
});

test('without startFromHead the latest events come first, page by page towards the head', async () => {
  await logs.sink.write(location, numbered(0, 25));
  const first = await read({ limit: 10 });
  expect(first.events[0].message).toBe('line 15');
  expect(first.events[9].message).toBe('line 24');
  const second = await read({ limit: 10, nextToken: first.nextBackwardToken });
  expect(second.events.map((event: { message: string }) => event.message)).toEqual(
    numbered(5, 10).map(({ message }) => message),
  );
  const third = await read({ limit: 10, nextToken: second.nextBackwardToken });
  expect(third.events).toHaveLength(5);
  const end = await read({ limit: 10, nextToken: third.nextBackwardToken });
  expect(end.events).toEqual([]);
  expect(end.nextBackwardToken).toBe(third.nextBackwardToken);
});

test('startTime is inclusive and endTime exclusive', async () => {
  await logs.sink.write(
    location,
    [1, 2, 3].map((n) => ({ time: now + n, message: `${n}` })),
  );
  const page = await read({ startFromHead: true, startTime: now + 2, endTime: now + 3 });
  expect(page.events).toMatchObject([{ message: '2', timestamp: now + 2, ingestionTime: now }]);
});

test('events of many writers at once are all kept, also after a restart', async () => {
  await Promise.all(
    Array.from({ length: 200 }, (_, i) => logs.sink.write(location, [{ time: now, message: `${i}` }])),
  );
  logs = createLogs({ store, clock });
  await logs.sink.write(location, [{ time: now, message: 'last' }]);
  const page = await read({ startFromHead: true });
  expect(page.events.map((event: { message: string }) => event.message)).toEqual([
    ...Array.from({ length: 200 }, (_, i) => `${i}`),
    'last',
  ]);
});

test('FilterLogEvents merges streams by time, filters by terms and pages', async () => {
  for (const [time, stream, message] of [
    [1, 'a', 'ERROR one'],
    [2, 'b', 'ok'],
    [3, 'b', 'ERROR two'],
    [4, 'a', 'ERROR three again'],
  ] as const)
    await logs.sink.write({ ...location, stream }, [{ time: now + time, message }]);
  const search = (input: object) => run('FilterLogEvents', { logGroupName: GROUP, ...input });
  const first = await search({ filterPattern: 'ERROR', limit: 2 });
  expect(first.events).toMatchObject([
    { message: 'ERROR one', logStreamName: 'a' },
    { message: 'ERROR two', logStreamName: 'b' },
  ]);
  const second = await search({ filterPattern: 'ERROR', limit: 2, nextToken: first.nextToken });
  expect(second.events).toMatchObject([{ message: 'ERROR three again' }]);
  expect(second.nextToken).toBeUndefined();
  expect((await search({ filterPattern: '?one ?ok' })).events).toHaveLength(2);
  expect((await search({ filterPattern: '"three again"' })).events).toHaveLength(1);
  expect((await search({ filterPattern: 'ERROR -two' })).events).toHaveLength(2);
  expect((await search({ logStreamNames: ['b'] })).events).toHaveLength(2);
  await expect(search({ filterPattern: '{ $.a = 1 }' })).rejects.toMatchObject({
    code: 'InvalidParameterException',
  });
});

test('a search and a page read hardly more events than they give, however many there are', async () => {
  let taken = 0;
  const counting: Store = {
    ...store,
    table<T>(name: string) {
      const real = store.table<T>(name);
      return Object.assign(Object.create(real), {
        async *entries(range?: object) {
          for await (const entry of real.entries(range)) {
            taken += 1;
            yield entry;
          }
        },
      });
    },
  };
  logs = createLogs({ store: counting, clock });
  for (const stream of ['s1', 's2', 's3']) await logs.sink.write({ ...location, stream }, numbered(0, 400));
  taken = 0;
  const found = await run('FilterLogEvents', { logGroupName: GROUP, limit: 6 });
  expect(found.events.map(({ message }: { message: string }) => message)).toEqual([
    ...['line 0', 'line 1', 'line 2'],
    ...['line 0', 'line 1', 'line 2'],
  ]);
  expect((await read({ startFromHead: true, limit: 5 })).events).toHaveLength(5);
  expect(taken).toBeLessThan(30);
});

test('groups and streams that do not exist are refused, and those that do are not made twice', async () => {
  await expect(read({})).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await run('CreateLogGroup', { logGroupName: GROUP });
  await expect(run('CreateLogGroup', { logGroupName: GROUP })).rejects.toMatchObject({
    code: 'ResourceAlreadyExistsException',
  });
  await expect(read({})).rejects.toThrow('log stream does not exist');
  await run('CreateLogStream', { logGroupName: GROUP, logStreamName: 's1' });
  expect((await read({})).events).toEqual([]);
});

test('PutLogEvents refuses disorder and rejects what is too old or too new', async () => {
  await run('CreateLogGroup', { logGroupName: GROUP });
  await run('CreateLogStream', { logGroupName: GROUP, logStreamName: 's1' });
  const put = (times: number[]) =>
    run('PutLogEvents', {
      logGroupName: GROUP,
      logStreamName: 's1',
      logEvents: times.map((timestamp) => ({ timestamp, message: 'm' })),
    });
  await expect(put([now, now - 1])).rejects.toThrow('chronological order');
  const hour = 3_600_000;
  expect(await put([now, now + 3 * hour])).toMatchObject({
    rejectedLogEventsInfo: { tooNewLogEventStartIndex: 1 },
  });
  expect(await put([now - 15 * 24 * hour])).toMatchObject({
    rejectedLogEventsInfo: { tooOldLogEventEndIndex: 1 },
  });
  expect((await read({})).events).toHaveLength(1);
});

test('streams are listed by name and by their last event, in pages', async () => {
  await logs.sink.write({ ...location, stream: 'b' }, [{ time: now, message: 'x' }]);
  await logs.sink.write({ ...location, stream: 'a' }, [{ time: now + 5, message: 'x' }]);
  const list = (input: object) => run('DescribeLogStreams', { logGroupName: GROUP, ...input });
  const names = (page: any) => page.logStreams.map((stream: any) => stream.logStreamName);
  expect(names(await list({}))).toEqual(['a', 'b']);
  expect(names(await list({ orderBy: 'LastEventTime' }))).toEqual(['b', 'a']);
  const page = await list({ limit: 1, descending: true });
  expect(names(page)).toEqual(['b']);
  expect(names(await list({ limit: 1, descending: true, nextToken: page.nextToken }))).toEqual(['a']);
});

test('a log group of the assembly shows its settings, and its retention hides old events', async () => {
  const [provider] = logs.providers;
  const deployed = await provider?.deploy({
    stack: 'S',
    logicalId: 'L',
    type: 'AWS::Logs::LogGroup',
    region: REGION,
    account: '000000000000',
    properties: { LogGroupName: GROUP, RetentionInDays: 7 },
  });
  expect(deployed).toEqual({
    ref: GROUP,
    attributes: { Arn: `arn:aws:logs:us-east-1:000000000000:log-group:${GROUP}:*` },
  });
  expect(await run('DescribeLogGroups', {})).toMatchObject({
    logGroups: [{ logGroupName: GROUP, retentionInDays: 7 }],
  });
  await logs.sink.write(location, [{ time: now, message: 'old' }]);
  now += 8 * 24 * 3_600_000;
  expect((await read({ startFromHead: true })).events).toEqual([]);
  await expect(
    provider?.deploy({
      stack: 'S',
      logicalId: 'L',
      type: 'AWS::Logs::LogGroup',
      region: REGION,
      account: '000000000000',
      properties: { DataProtectionPolicy: {} },
    }),
  ).rejects.toThrow('DataProtectionPolicy');
});
