import type { Operation } from '../../service';
import { ruleSummary } from './describe-rule';
import { type EventsContext, requireDefaultBus } from './events-context';

/** `events:ListRules`. The next token is the name of the last rule given. */
export function listRules({ rules }: EventsContext): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'events:ListRules', resource: `arn:aws:events:${call.region}:${call.account}:rule/*` },
    ],
    handle(input, call) {
      requireDefaultBus(input.EventBusName, call);
      const matching = rules
        .list(call.region)
        .filter(({ name }) => name.startsWith(input.NamePrefix ?? ''))
        .filter(({ name }) => input.NextToken === undefined || name > input.NextToken);
      const page = matching.slice(0, input.Limit ?? 100);
      return {
        Rules: page.map(ruleSummary),
        NextToken: page.length < matching.length ? page.at(-1)?.name : undefined,
      };
    },
  };
}
