import type { Operation } from '../../service';
import { pageOf } from '../page';
import type { Topics } from '../topics';

/** `sns:ListSubscriptions` */
export function listSubscriptions(topics: Topics): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'sns:ListSubscriptions', resource: `arn:aws:sns:${call.region}:${call.account}:*` },
    ],
    handle(input, call) {
      const { page, NextToken } = pageOf(topics.listSubscriptions(call.region), input.NextToken);
      return {
        NextToken,
        Subscriptions: page.map((subscription) => ({
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
