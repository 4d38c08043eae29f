import type { Operation } from '../../service';
import { pageOf } from '../page';
import type { Topics } from '../topics';

/** `sns:ListTopics` */
export function listTopics(topics: Topics): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'sns:ListTopics', resource: `arn:aws:sns:${call.region}:${call.account}:*` },
    ],
    handle(input, call) {
      const { page, NextToken } = pageOf(topics.list(call.region), input.NextToken);
      return { Topics: page.map(({ arn }) => ({ TopicArn: arn })), NextToken };
    },
  };
}
