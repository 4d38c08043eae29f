import type { Operation } from '../../service';
import type { Topics } from '../topics';
import { refuseToken } from './list-topics';

/** `sns:ListSubscriptions` */
export function listSubscriptions(topics: Topics): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'sns:ListSubscriptions', resource: `arn:aws:sns:${call.region}:${call.account}:*` },
    ],
    handle(input, call) {
      refuseToken(input.NextToken);
      return {
        Subscriptions: topics.listSubscriptions(call.region).map((subscription) => ({
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
