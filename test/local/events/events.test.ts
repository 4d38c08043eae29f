import { createEvents, type Events } from '../../../lib/local/events/events';
import { ConnectionError } from '../../../lib/local/http/connection-error';
import type { LocalIam } from '../../../lib/local/iam/create-iam';
import { type Call, type Gateway, type InternalCall, ServiceError } from '../../../lib/local/service';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { ManualClock, settled } from '../manual-clock';
import { fillingStore } from '../storage/filling-store';

const ACCOUNT = '000000000000';
const REGION = 'us-east-1';
const MACHINE = `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:m`;
const TOPIC = `arn:aws:sns:${REGION}:${ACCOUNT}:t`;
const ROLE = `arn:aws:iam::${ACCOUNT}:role/events`;
const call = { region: REGION, account: ACCOUNT } as Call;

let store: Store;
let disk: { isFull: boolean };
let clock: ManualClock;
let events: Events;
let calls: InternalCall[];
let answer: () => unknown;
let reports: string[];

const gateway: Gateway = {
  emulates: () => true,
  async invoke(request) {
    calls.push(request);
    return answer();
  },
};
const iam: Pick<LocalIam, 'assumeRole'> = {
  assumeRole: ({ roleArn, sessionName }) => ({
    principal: { arn: `${roleArn}/${sessionName}`, roleArn, account: ACCOUNT },
    credentials: {} as any,
  }),
};

const create = () =>
  createEvents({ store, gateway, iam, clock, account: ACCOUNT, report: (message) => reports.push(message) });

const deployRule = (properties: object) =>
  events.providers[0]!.deploy({
    stack: 'S',
    logicalId: 'Rule',
    type: 'AWS::Events::Rule',
    region: REGION,
    account: ACCOUNT,
    properties,
  });

const handle = async (operation: string, input: object): Promise<any> =>
  events.service.operations[operation]!.handle(input, call);

const publish = (detail: object) =>
  events.bus.publish({
    source: 'test',
    'detail-type': 'Test',
    region: REGION,
    account: ACCOUNT,
    resources: [],
    detail: detail as any,
  });

const machineRule = (extra: object = {}) =>
  deployRule({
    Name: 'machine',
    EventPattern: { source: ['test'] },
    Targets: [{ Id: 'T', Arn: MACHINE, RoleArn: ROLE, ...extra }],
  });

beforeEach(async () => {
  ({ filling: store, disk } = fillingStore(await openStore()));
  clock = new ManualClock(Date.parse('2026-01-01T00:00:00Z'));
  calls = [];
  reports = [];
  answer = () => ({});
  events = create();
});

afterEach(async () => {
  await events.close();
  await store.close();
});

test('a matching event starts the state machine as the role of the target', async () => {
  await machineRule();
  await events.start();
  await publish({ a: 1 });
  await settled();
  expect(calls).toHaveLength(1);
  const [{ input, ...request }] = calls as [any];
  expect(request).toMatchObject({ service: 'stepfunctions', operation: 'StartExecution', region: REGION });
  expect(request.principal.roleArn).toBe(ROLE);
  expect(input.stateMachineArn).toBe(MACHINE);
  expect(JSON.parse(input.input)).toEqual({
    version: '0',
    id: expect.any(String),
    'detail-type': 'Test',
    source: 'test',
    account: ACCOUNT,
    time: '2026-01-01T00:00:00Z',
    region: REGION,
    resources: [],
    detail: { a: 1 },
  });
});

test('a topic is published to as the service, acting for the rule', async () => {
  await deployRule({ Name: 'topic', EventPattern: { source: ['test'] }, Targets: [{ Id: 'T', Arn: TOPIC }] });
  await events.start();
  await publish({});
  await settled();
  expect(calls[0]!.principal).toEqual({
    arn: 'events.amazonaws.com',
    account: ACCOUNT,
    sourceArn: `arn:aws:events:${REGION}:${ACCOUNT}:rule/topic`,
  });
});

test('a delivery that fails for now is repeated with growing delays, under the same name', async () => {
  await machineRule();
  await events.start();
  answer = () => {
    if (calls.length < 4) throw new ServiceError('ThrottlingException', 'slow down', { status: 400 });
    return {};
  };
  await publish({});
  const times = [];
  for (let i = 0; i < 12; i++) {
    await clock.advance(500);
    times.push(calls.length);
  }
  expect(times).toEqual([2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 4, 4]);
  expect(new Set(calls.map(({ input }: any) => input.name)).size).toBe(1);
  expect(await events.deliveries.givenUp()).toEqual([]);
});

test.each([
  ['AccessDeniedException', {}, 1],
  ['InternalFailure', {}, 186],
  ['InternalFailure', { RetryPolicy: { MaximumRetryAttempts: 2 } }, 3],
  ['InternalFailure', { RetryPolicy: { MaximumEventAgeInSeconds: 60 } }, 8],
])(
  'a delivery that ends in %s with %j is given up after %i attempts, and told of',
  async (code, extra, attempts) => {
    await machineRule(extra);
    await events.start();
    answer = () => {
      throw new ServiceError(code, 'no', { status: code === 'InternalFailure' ? 500 : 400 });
    };
    await publish({});
    await clock.advance(attempts * 60_000);
    expect(calls).toHaveLength(attempts);
    expect(await events.deliveries.givenUp()).toMatchObject([{ targetArn: MACHINE, attempts }]);
    expect(reports).toEqual([expect.stringContaining(`could not invoke ${MACHINE}: ${code}: no`)]);
  },
);

test('a delivery whose connection breaks is made again', async () => {
  await machineRule();
  await events.start();
  answer = () => {
    if (calls.length < 2) throw new ConnectionError('Connection reset');
    return {};
  };
  await publish({});
  await clock.advance(1_000);
  expect(calls).toHaveLength(2);
  expect(await events.deliveries.givenUp()).toEqual([]);
});

test('an execution that exists already counts as started', async () => {
  await machineRule();
  await events.start();
  answer = () => {
    throw new ServiceError('ExecutionAlreadyExists', 'exists');
  };
  await publish({});
  await settled();
  expect(reports).toEqual([]);
});

test('a delivery goes on after a full disk: its attempts, and that it was made once', async () => {
  await machineRule();
  await events.start();
  answer = () => {
    disk.isFull = true;
    if (calls.length < 2) throw new ServiceError('ServiceUnavailable', 'down', { status: 503 });
    return {};
  };
  await publish({});
  await clock.advance(5_000);
  expect(calls).toHaveLength(1);
  disk.isFull = false;
  await clock.advance(5_000);
  expect(calls).toHaveLength(2);
  disk.isFull = false;
  await clock.advance(60_000);
  expect(calls).toHaveLength(2);
  expect(reports).toEqual(
    Array(2).fill(
      expect.stringMatching(/^delivery to .* could not be written, and is tried again: .*no space/),
    ),
  );
  await events.close();
  events = create();
  await events.start();
  await settled();
  expect(calls).toHaveLength(2);
});

test('a delivery that is given up on a full disk is listed when there is room', async () => {
  await machineRule();
  await events.start();
  answer = () => {
    disk.isFull = true;
    throw new ServiceError('AccessDeniedException', 'no', { status: 400 });
  };
  await publish({});
  await settled();
  disk.isFull = false;
  await clock.advance(5_000);
  expect(await events.deliveries.givenUp()).toMatchObject([{ targetArn: MACHINE, attempts: 1 }]);
});

test('a delivery that was pending at the stop is made after the next start', async () => {
  await machineRule();
  await events.start();
  answer = () => {
    throw new ServiceError('ServiceUnavailable', 'down', { status: 503 });
  };
  await publish({ a: 1 });
  await settled();
  await events.close();
  calls = [];
  answer = () => ({});
  events = create();
  await machineRule();
  await events.start();
  await settled();
  expect(calls).toHaveLength(1);
});

test('an event that is published before the rules are there is matched when they are', async () => {
  await publish({});
  await machineRule();
  await events.start();
  await settled();
  expect(calls).toHaveLength(1);
});

const deploySchedule = () =>
  deployRule({
    Name: 'sweep',
    ScheduleExpression: 'rate(5 minutes)',
    Targets: [{ Id: 'T', Arn: MACHINE, RoleArn: ROLE, Input: '{"operation":"sweep"}' }],
  });

test('a schedule fires at its times, keeps its rhythm over a restart and makes up for missed times once', async () => {
  await deploySchedule();
  await events.start();
  await clock.advance(299_000);
  expect(calls).toHaveLength(0);
  await clock.advance(1_000);
  expect(calls.map(({ input }: any) => input.input)).toEqual(['{"operation":"sweep"}']);
  await clock.advance(300_000);
  expect(calls).toHaveLength(2);
  await events.close();
  await clock.advance(1_000_000);
  events = create();
  await deploySchedule();
  await events.start();
  await settled();
  expect(calls).toHaveLength(3);
  // Due at 25 min; the clock stands at 26 min 40 s.
  await clock.advance(199_000);
  expect(calls).toHaveLength(3);
  await clock.advance(1_000);
  expect(calls).toHaveLength(4);
});

test('a schedule goes on after a time at which the disk was full, and tells of it', async () => {
  await deploySchedule();
  await events.start();
  disk.isFull = true;
  await clock.advance(310_000);
  expect(calls).toHaveLength(0);
  expect(reports).toEqual([
    expect.stringMatching(/sweep.* could not be run: .*no space left/),
    expect.stringMatching(/sweep.* could not be written, and is tried again: .*no space left/),
  ]);
  disk.isFull = false;
  await clock.advance(289_000);
  expect(calls).toHaveLength(0);
  await clock.advance(1_000);
  expect(calls).toHaveLength(1);
  await clock.advance(300_000);
  expect(calls).toHaveLength(2);
});

test('a schedule that begins on a full disk begins', async () => {
  await deploySchedule();
  disk.isFull = true;
  await events.start();
  await clock.advance(10_000);
  disk.isFull = false;
  await clock.advance(290_000);
  expect(calls).toHaveLength(1);
});

test('PutEvents accepts good entries and names bad ones', async () => {
  await deployRule({
    Name: 'r',
    EventPattern: { source: ['me'] },
    Targets: [{ Id: 'T', Arn: TOPIC, InputPath: '$.detail.n' }],
  });
  await events.start();
  const entry = { Source: 'me', DetailType: 'T', Detail: '{"n":1}' };
  const result = await handle('PutEvents', {
    Entries: [
      entry,
      { ...entry, Source: undefined },
      { ...entry, Detail: '{' },
      { ...entry, Detail: '[]' },
      { ...entry, Source: 'aws.mine' },
    ],
  });
  expect(result.FailedEntryCount).toBe(4);
  expect(result.Entries.map((one: any) => one.ErrorCode)).toEqual([
    undefined,
    'InvalidArgument',
    'MalformedDetail',
    'MalformedDetail',
    'NotAuthorizedForSourceException',
  ]);
  await settled();
  expect(calls.map(({ input }: any) => input.Message)).toEqual(['1']);
  const large = { ...entry, Detail: JSON.stringify({ text: 'x'.repeat(262_144) }) };
  await expect(handle('PutEvents', { Entries: [large] })).rejects.toMatchObject({
    code: 'ValidationException',
  });
});

test('PutEvents takes an event for a bus that does not exist, which nobody then sees, as AWS does', async () => {
  await deployRule({ Name: 'r', EventPattern: { source: ['me'] }, Targets: [{ Id: 'T', Arn: TOPIC }] });
  await events.start();
  const entry = { Source: 'me', DetailType: 'T', Detail: '{}' };
  const Entries = [{ ...entry, EventBusName: 'other' }, entry];
  const result = await handle('PutEvents', { Entries });
  expect(result).toEqual({
    FailedEntryCount: 0,
    Entries: [{ EventId: expect.any(String) }, { EventId: expect.any(String) }],
  });
  await settled();
  expect(calls).toHaveLength(1);
  const rights = await events.service.operations['PutEvents']!.permissions({ Entries }, call);
  expect(rights.map(({ resource }) => resource)).toEqual([
    `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/other`,
    `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/default`,
  ]);
});

test('rules of the assembly can be described and listed; calls make none', async () => {
  await machineRule();
  await deployRule({
    Name: 'topic',
    EventPattern: { source: ['aws.codebuild'] },
    Targets: [{ Id: 'a', Arn: TOPIC }],
  });
  expect(await handle('DescribeRule', { Name: 'topic' })).toMatchObject({
    Name: 'topic',
    State: 'ENABLED',
    EventPattern: '{"source":["aws.codebuild"]}',
  });
  expect(await handle('ListTargetsByRule', { Rule: 'topic' })).toMatchObject({
    Targets: [{ Id: 'a', Arn: TOPIC }],
  });
  expect(Object.keys(events.service.operations)).not.toContain('PutRule');
  const page = await handle('ListRules', { Limit: 1 });
  expect(page.Rules.map(({ Name }: any) => Name)).toEqual(['machine']);
  expect((await handle('ListRules', { NextToken: page.NextToken })).Rules).toHaveLength(1);
  await expect(handle('DescribeRule', { Name: 'nope' })).rejects.toMatchObject({
    code: 'ResourceNotFoundException',
  });
});

test.each([
  [{ Targets: [{ Id: 'T', Arn: 'arn:aws:sqs:us-east-1:000000000000:q' }] }, /not emulated; supported/],
  [{ Targets: [{ Id: 'T', Arn: MACHINE }] }, /RoleArn is required/],
  [{ Targets: [{ Id: 'T', Arn: TOPIC, SqsParameters: {} }] }, /SqsParameters not emulated/],
  [
    { Targets: [{ Id: 'T', Arn: TOPIC, DeadLetterConfig: { Arn: 'arn:q' } }] },
    /DeadLetterConfig not emulated/,
  ],
  [{ Targets: [{ Id: 'T', Arn: TOPIC, Input: '{}', InputPath: '$.a' }] }, /at most one/],
  [{ EventBusName: 'mine' }, /EventBusName/],
  [{ Colour: 'red' }, /Colour is not emulated/],
  [{ ScheduleExpression: 'rate(1 day)' }, /either EventPattern or ScheduleExpression/],
])('a rule with %j is refused by name', async (properties, message) => {
  await expect(deployRule({ Name: 'r', EventPattern: { source: ['x'] }, ...properties })).rejects.toThrow(
    message,
  );
});
