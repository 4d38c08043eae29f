import { listOf } from '../../paging';
import type { Operation } from '../../service';
import { type EventsContext, requireDefaultBus, rulePermission } from './events-context';
import { pageOf, pageRequest } from './page';

/** `events:ListTargetsByRule` */
export function listTargetsByRule({ rules }: EventsContext): Operation {
  return {
    permissions: (input, call) => rulePermission('ListTargetsByRule', { name: input.Rule, call }),
    async handle(input, call) {
      requireDefaultBus(input.EventBusName, call);
      const { targets } = rules.get(call.region, input.Rule);
      const list = listOf(`ListTargetsByRule ${input.Rule}`, targets, ({ Id }) => Id);
      const { items, nextToken } = await pageOf(list, pageRequest(input));
      return { Targets: items, NextToken: nextToken };
    },
  };
}
