import type { Operation } from '../../service';
import { pageByArn } from '../page';
import type { Topics } from '../topics';

/** `sns:ListSubscriptions` */
export function listSubscriptions(topics: Topics): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'sns:ListSubscriptions', resource: `arn:aws:sns:${call.region}:${call.account}:*` },
    ],
    async handle(input, call) {
      const subscriptions = topics.listSubscriptions(call.region);
      const { items, nextToken } = await pageByArn('ListSubscriptions', subscriptions, input);
      return {
        NextToken: nextToken,
        Subscriptions: items.map((subscription) => ({
          SubscriptionArn: subscription.arn,
          Owner: call.account,
          Protocol: subscription.protocol,
          Endpoint: subscription.endpoint,
          TopicArn: subscription.topicArn,
        })),
      };
    },
  };
}
