import { type Operation, ServiceError } from '../../service';
import type { Topics } from '../topics';

/** `sns:ListTopics`: every topic fits one page, so no token is ever given out. */
export function listTopics(topics: Topics): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'sns:ListTopics', resource: `arn:aws:sns:${call.region}:${call.account}:*` },
    ],
    handle(input, call) {
      refuseToken(input.NextToken);
      return { Topics: topics.list(call.region).map(({ arn }) => ({ TopicArn: arn })) };
    },
  };
}

/** @throws ServiceError for any token, as none was given out. */
export function refuseToken(token: string | undefined): void {
  if (token !== undefined)
    throw new ServiceError('InvalidParameterException', `Invalid parameter: NextToken "${token}"`);
}
