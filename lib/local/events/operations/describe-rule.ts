import type { Operation } from '../../service';
import type { Rule } from '../rules';
import { type EventsContext, requireDefaultBus, rulePermission } from './events-context';

/** `events:DescribeRule` */
export function describeRule({ rules }: EventsContext): Operation {
  return {
    permissions: (input, call) => rulePermission('DescribeRule', { name: input.Name, call }),
    handle(input, call) {
      requireDefaultBus(input.EventBusName, call);
      return { ...ruleSummary(rules.get(call.region, input.Name)), CreatedBy: call.account };
    },
  };
}

/** A rule in the shape of the service model. */
export function ruleSummary(rule: Rule) {
  return {
    Name: rule.name,
    Arn: rule.arn,
    EventPattern: rule.pattern === undefined ? undefined : JSON.stringify(rule.pattern),
    ScheduleExpression: rule.schedule,
    State: rule.isEnabled ? 'ENABLED' : 'DISABLED',
    Description: rule.description,
    RoleArn: rule.roleArn,
    EventBusName: 'default',
  };
}
