import { type Call, type Permission, ServiceError } from '../../service';
import type { Bus } from '../bus';
import type { Rules } from '../rules';

/** What the operations of EventBridge work on. */
export interface EventsContext {
  readonly rules: Rules;
  readonly bus: Bus;
}

/** @throws ServiceError when a call names another bus than the default one, the only one there is. */
export function requireDefaultBus(name: string | undefined, call: Call): void {
  if (name === undefined || name === 'default' || name === busArn(call)) return;
  throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

/** ARN of the default bus of the call's region. */
export function busArn(call: Call): string {
  return `arn:aws:events:${call.region}:${call.account}:event-bus/default`;
}

/** The right to do `action` on a rule. */
export function rulePermission(action: string, { name, call }: { name: string; call: Call }): Permission[] {
  return [
    { action: `events:${action}`, resource: `arn:aws:events:${call.region}:${call.account}:rule/${name}` },
  ];
}
