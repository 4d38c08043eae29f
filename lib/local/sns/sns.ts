import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import type { Iam } from '../iam/iam';
import type { Service } from '../service';
import type { Store } from '../storage/store';
import { Inbox, type InboxMessage } from './inbox';
import { listSubscriptions } from './operations/list-subscriptions';
import { listTopics } from './operations/list-topics';
import { publish } from './operations/publish';
import { SubscriptionProvider } from './subscription-provider';
import { TopicPolicyProvider } from './topic-policy-provider';
import { TopicProvider } from './topic-provider';
import { Topics } from './topics';

/** What SNS needs. */
export interface SnsOptions {
  readonly store: Store;
  readonly iam: Pick<Iam, 'putResourcePolicy'>;
  readonly clock: Clock;
  /** Told of each message, as no mail is sent. */
  readonly log: (line: string) => void;
}

/** SNS: topics whose messages end in an inbox on this machine. */
export function createSns(options: SnsOptions) {
  const topics = new Topics();
  const inbox = new Inbox(options.store);
  const service: Service = {
    model: 'sns',
    operations: {
      Publish: publish({ topics, inbox, clock: options.clock, log: options.log }),
      ListTopics: listTopics(topics),
      ListSubscriptions: listSubscriptions(topics),
    },
  };
  const providers: ResourceProvider[] = [
    new TopicProvider(topics),
    new SubscriptionProvider(topics),
    new TopicPolicyProvider({ topics, iam: options.iam }),
  ];
  return {
    service,
    providers,
    /** Everything that was published to a topic, oldest first. */
    messages: (topicArn: string): Promise<InboxMessage[]> => inbox.list(topicArn),
  };
}

/** What {@link createSns} gives. */
export type Sns = ReturnType<typeof createSns>;
