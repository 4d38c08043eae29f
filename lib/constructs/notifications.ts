import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Construct } from 'constructs';

/** Properties of {@link Notifications}. */
export interface NotificationsProps {
  readonly topicName: string;
  /** Each must confirm its subscription once. */
  readonly emails: readonly string[];
  /**
   * @default - messages are encrypted on their way only
   */
  readonly encryptionKey?: IKey;
}

/** The topic on which a deployment says that a person should look. */
export class Notifications extends Topic {
  constructor(scope: Construct, id: string, props: NotificationsProps) {
    super(scope, id, { topicName: props.topicName, masterKey: props.encryptionKey, enforceSSL: true });
    for (const email of props.emails) this.addSubscription(new EmailSubscription(email));
  }
}
