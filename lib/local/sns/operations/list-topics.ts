import type { Operation } from '../../service';
import { pageByArn } from '../page';
import type { Topics } from '../topics';

/** `sns:ListTopics` */
export function listTopics(topics: Topics): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'sns:ListTopics', resource: `arn:aws:sns:${call.region}:${call.account}:*` },
    ],
    async handle(input, call) {
      const { items, nextToken } = await pageByArn('ListTopics', topics.list(call.region), input);
      return { Topics: items.map(({ arn }) => ({ TopicArn: arn })), NextToken: nextToken };
    },
  };
}
