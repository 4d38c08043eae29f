import { randomUUID } from 'node:crypto';
import type { Clock } from '../../clock';
import { keyPermission } from '../../kms/key-permission';
import { type Call, type Operation, type Permission, ServiceError } from '../../service';
import type { Inbox } from '../inbox';
import type { Topics } from '../topics';

/** Most that a message and its attributes may have. */
const LARGEST_MESSAGE = 256 * 1024;

/** `sns:Publish`, to topics of this account. */
export function publish(options: {
  topics: Topics;
  inbox: Inbox;
  clock: Clock;
  log: (line: string) => void;
}): Operation {
  const { topics, inbox, clock, log } = options;
  return {
    permissions: (input, call) => [
      { action: 'sns:Publish', resource: topicArnOf(input) },
      ...keyPermissions(topics.find(topicArnOf(input))?.key, call),
    ],
    async handle(input) {
      const topic = topics.get(topicArnOf(input));
      refuseUnsupported(input);
      if (input.Message === '')
        throw new ServiceError('InvalidParameterException', 'Invalid parameter: Empty message');
      if (Buffer.byteLength(input.Message, 'utf8') > LARGEST_MESSAGE)
        throw new ServiceError('InvalidParameterException', 'Invalid parameter: Message too long');
      if (input.Subject !== undefined && !/^[\x20-\x7e]{1,99}$/.test(input.Subject))
        throw new ServiceError('InvalidParameterException', 'Invalid parameter: Subject');
      const messageId = randomUUID();
      await inbox.add({
        messageId,
        topicArn: topic.arn,
        time: clock.now(),
        message: input.Message,
        subject: input.Subject,
        attributes: attributesOf(input.MessageAttributes),
      });
      log(`message to ${topic.arn}: ${input.Message}`);
      return { MessageId: messageId };
    },
  };
}

/** https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html, "Configuring AWS KMS permissions" */
function keyPermissions(key: string | undefined, { region, account }: Call): Permission[] {
  if (key === undefined) return [];
  return ['kms:GenerateDataKey', 'kms:Decrypt'].map((action) =>
    keyPermission({ key, action, via: 'sns', region, account }),
  );
}

function topicArnOf(input: any): string {
  const arn = input.TopicArn ?? input.TargetArn;
  if (arn === undefined)
    throw new ServiceError(
      'InvalidParameterException',
      'Invalid parameter: TopicArn or TargetArn Reason: no value for required parameter',
    );
  return arn;
}

function refuseUnsupported(input: any): void {
  for (const name of ['PhoneNumber', 'MessageStructure', 'MessageDeduplicationId', 'MessageGroupId'])
    if (input[name] !== undefined)
      throw new ServiceError('InvalidParameterException', `Invalid parameter: ${name} is not emulated`);
}

function attributesOf(attributes: any) {
  if (attributes === undefined) return undefined;
  return Object.fromEntries(
    Object.entries<any>(attributes).map(([name, { DataType, StringValue, BinaryValue }]) => [
      name,
      { type: DataType, value: StringValue ?? Buffer.from(BinaryValue ?? '').toString('base64') },
    ]),
  );
}
