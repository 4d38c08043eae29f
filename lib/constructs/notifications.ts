import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
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
    // Without a policy, a topic lets the account's alarms in; with one, it must say so.
    this.addToResourcePolicy(
      new PolicyStatement({
        sid: 'AlarmsPublish',
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        actions: ['sns:Publish'],
        resources: [this.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': this.stack.account } },
      }),
    );
    for (const email of props.emails) this.addSubscription(new EmailSubscription(email));
  }
}
