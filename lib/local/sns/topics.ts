import { ServiceError } from '../service';

/** An SNS topic. */
export interface Topic {
  readonly arn: string;
  readonly name: string;
  readonly region: string;
  readonly displayName?: string;
  /** Customer's key that encrypts the messages. */
  readonly key?: string;
}

/** Who is to be told. Recorded only: nothing leaves this machine. */
export interface Subscription {
  readonly arn: string;
  readonly topicArn: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly region: string;
}

/** Protocols whose messages would only leave this machine: the topic's inbox shows them instead. */
const RECORDED_PROTOCOLS = ['email', 'email-json', 'sms'];

/** Topics and subscriptions of every region; they come from the assembly at each start. */
export class Topics {
  private readonly topics = new Map<string, Topic>();
  private readonly subscriptions = new Map<string, Subscription>();

  add(topic: Topic): void {
    this.topics.set(topic.arn, topic);
  }

  /** @throws Error for a protocol whose effects are not emulated. */
  subscribe(subscription: Subscription): void {
    if (!RECORDED_PROTOCOLS.includes(subscription.protocol))
      throw new Error(
        `Protocol "${subscription.protocol}" is not emulated; supported: ${RECORDED_PROTOCOLS.join(', ')} (recorded, never sent)`,
      );
    this.subscriptions.set(subscription.arn, subscription);
  }

  find(arn: string): Topic | undefined {
    return this.topics.get(arn);
  }

  /** @throws ServiceError NotFoundException */
  get(arn: string): Topic {
    const topic = this.topics.get(arn);
    if (topic === undefined) throw new ServiceError('NotFoundException', 'Topic does not exist');
    return topic;
  }

  list(region: string): Topic[] {
    return [...this.topics.values()].filter((topic) => topic.region === region);
  }

  listSubscriptions(region: string): Subscription[] {
    return [...this.subscriptions.values()].filter((subscription) => subscription.region === region);
  }
}
