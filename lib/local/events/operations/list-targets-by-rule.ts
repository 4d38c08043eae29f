import type { Operation } from '../../service';
import { type EventsContext, requireDefaultBus, rulePermission } from './events-context';

/** `events:ListTargetsByRule`. The next token is the index of the next target. */
export function listTargetsByRule({ rules }: EventsContext): Operation {
  return {
    permissions: (input, call) => rulePermission('ListTargetsByRule', { name: input.Rule, call }),
    handle(input, call) {
      requireDefaultBus(input.EventBusName, call);
      const { targets } = rules.get(call.region, input.Rule);
      const start = Number(input.NextToken ?? 0);
      const end = start + (input.Limit ?? 100);
      return {
        Targets: targets.slice(start, end),
        NextToken: end < targets.length ? String(end) : undefined,
      };
    },
  };
}
