import { type Operation, ServiceError } from '../../service';
import type { RuleTarget } from '../rules';
import { type EventsContext, requireDefaultBus, rulePermission } from './events-context';

/** `events:PutTargets` */
export function putTargets({ rules }: EventsContext): Operation {
  return {
    permissions: (input, call) => rulePermission('PutTargets', { name: input.Rule, call }),
    handle(input, call) {
      requireDefaultBus(input.EventBusName, call);
      const rule = rules.get(call.region, input.Rule);
      const targets: readonly RuleTarget[] = input.Targets;
      const kept = rule.targets.filter(({ Id }) => !targets.some((target) => target.Id === Id));
      try {
        rules.put({ ...rule, targets: [...kept, ...targets] });
      } catch (error) {
        throw new ServiceError('ValidationException', (error as Error).message, { status: 400 });
      }
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  };
}
