import type { Call } from '../../../lib/local/service';
import { createSns, type Sns } from '../../../lib/local/sns/sns';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { SleeplessClock } from '../sleepless-clock';

const TOPIC = 'arn:aws:sns:us-east-1:000000000000:alerts';
const call = { region: 'us-east-1', account: '000000000000' } as Call;

let store: Store;
let sns: Sns;
let policies: Map<string, unknown>;

const deploy = (type: string, properties: object) =>
  sns.providers
    .find((provider) => provider.type === type)!
    .deploy({ stack: 'S', logicalId: 'X', type, region: 'us-east-1', account: '000000000000', properties });

const handle = async (operation: string, input: object): Promise<any> =>
  sns.service.operations[operation]!.handle(input, call);

let lines: string[];

beforeEach(async () => {
  lines = [];
  store = await openStore();
  policies = new Map();
  sns = createSns({
    store,
    iam: { putResourcePolicy: (arn, policy) => void policies.set(arn, policy) },
    clock: new SleeplessClock(5),
    log: (line) => lines.push(line),
  });
  await deploy('AWS::SNS::Topic', { TopicName: 'alerts' });
});

afterEach(() => store.close());

test('messages are kept in the inbox of their topic, in order', async () => {
  await handle('Publish', { TopicArn: TOPIC, Message: 'one', Subject: 'S' });
  const { MessageId } = await handle('Publish', {
    TargetArn: TOPIC,
    Message: 'two',
    MessageAttributes: { a: { DataType: 'String', StringValue: 'x' } },
  });
  expect(lines).toEqual([`message to ${TOPIC}: one`, `message to ${TOPIC}: two`]);
  const messages = await sns.messages(TOPIC);
  expect(messages.map(({ message }) => message)).toEqual(['one', 'two']);
  expect(messages.find(({ messageId }) => messageId === MessageId)).toMatchObject({
    time: 5,
    attributes: { a: { type: 'String', value: 'x' } },
  });
});

test('subscriptions are recorded, and a topic policy is handed to IAM', async () => {
  await deploy('AWS::SNS::Subscription', { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'a@example.com' });
  expect((await handle('ListSubscriptions', {})).Subscriptions).toMatchObject([
    { TopicArn: TOPIC, Protocol: 'email', Endpoint: 'a@example.com', Owner: '000000000000' },
  ]);
  expect(await handle('ListTopics', {})).toEqual({ Topics: [{ TopicArn: TOPIC }] });
  await deploy('AWS::SNS::TopicPolicy', { Topics: [TOPIC], PolicyDocument: { Version: '2012-10-17' } });
  expect(policies.get(TOPIC)).toEqual({ Version: '2012-10-17' });
});

test.each([
  ['AWS::SNS::Topic', { FifoTopic: true }, /FifoTopic is not emulated/],
  ['AWS::SNS::Topic', { Subscription: [{ Protocol: 'sqs', Endpoint: 'x' }] }, /Protocol "sqs"/],
  ['AWS::SNS::Subscription', { TopicArn: TOPIC, Protocol: 'lambda', Endpoint: 'x' }, /Protocol "lambda"/],
  [
    'AWS::SNS::Subscription',
    { TopicArn: `${TOPIC}2`, Protocol: 'email', Endpoint: 'x' },
    /Topic does not exist/,
  ],
])('%s with %j is refused', async (type, properties, message) => {
  await expect(deploy(type, properties)).rejects.toThrow(message);
});

test.each([
  [{ Message: 'x' }, 'InvalidParameterException'],
  [{ TopicArn: TOPIC, Message: '' }, 'InvalidParameterException'],
  [{ TopicArn: `${TOPIC}2`, Message: 'x' }, 'NotFoundException'],
  [{ TopicArn: TOPIC, Message: 'x', MessageStructure: 'json' }, 'InvalidParameterException'],
  [{ TopicArn: TOPIC, Message: 'x'.repeat(262_145) }, 'InvalidParameterException'],
])('publishing %j ends in %s', async (input, code) => {
  await expect(handle('Publish', input)).rejects.toMatchObject({ code });
});
