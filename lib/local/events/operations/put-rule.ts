import { type Operation, ServiceError } from '../../service';
import { type EventsContext, requireDefaultBus, rulePermission } from './events-context';

/**
 * `events:PutRule`. A rule made by a call lives until the runtime stops, as definitions do; Step Functions makes its
 * managed rules anew each time it needs them.
 */
export function putRule({ rules }: EventsContext): Operation {
  return {
    permissions: (input, call) => rulePermission('PutRule', { name: input.Name, call }),
    handle(input, call) {
      requireDefaultBus(input.EventBusName, call);
      if (input.ScheduleExpression !== undefined)
        throw new ServiceError(
          'ValidationException',
          'ScheduleExpression: a schedule is only emulated for rules of the assembly',
          { status: 400 },
        );
      try {
        const rule = rules.put({
          name: input.Name,
          region: call.region,
          description: input.Description,
          isEnabled: input.State !== 'DISABLED',
          pattern: input.EventPattern === undefined ? undefined : JSON.parse(input.EventPattern),
          roleArn: input.RoleArn,
          targets: rules.find(call.region, input.Name)?.targets ?? [],
        });
        return { RuleArn: rule.arn };
      } catch (error) {
        throw new ServiceError(
          'InvalidEventPatternException',
          `Event pattern is not valid. Reason: ${(error as Error).message}`,
        );
      }
    },
  };
}
