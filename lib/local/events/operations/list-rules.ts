import { listOf } from '../../paging';
import type { Operation } from '../../service';
import { ruleSummary } from './describe-rule';
import { type EventsContext, requireDefaultBus } from './events-context';
import { pageOf, pageRequest } from './page';

/** `events:ListRules`, by name. */
export function listRules({ rules }: EventsContext): Operation {
  return {
    permissions: (_input, call) => [
      { action: 'events:ListRules', resource: `arn:aws:events:${call.region}:${call.account}:rule/*` },
    ],
    async handle(input, call) {
      requireDefaultBus(input.EventBusName, call);
      const prefix = input.NamePrefix ?? '';
      const matching = rules.list(call.region).filter(({ name }) => name.startsWith(prefix));
      const list = listOf(`ListRules ${prefix}`, matching, ({ name }) => name);
      const { items, nextToken } = await pageOf(list, pageRequest(input));
      return { Rules: items.map(ruleSummary), NextToken: nextToken };
    },
  };
}
