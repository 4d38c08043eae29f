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
  if (isDefaultBus(name, call)) return;
  throw new ServiceError('ResourceNotFoundException', `Event bus ${name} does not exist.`);
}

/** Whether a call means the default bus, by no name, its name or its ARN. */
export function isDefaultBus(name: string | undefined, call: Call): boolean {
  return busArn(name, call) === busArn('default', call);
}

/** ARN of a bus that is named, in the call's region, or given by its ARN. */
export function busArn(name: string | undefined, call: Call): string {
  if (name?.startsWith('arn:')) return name;
  return `arn:aws:events:${call.region}:${call.account}:event-bus/${name ?? 'default'}`;
}

/** The right to do `action` on a rule. */
export function rulePermission(action: string, { name, call }: { name: string; call: Call }): Permission[] {
  return [
    { action: `events:${action}`, resource: `arn:aws:events:${call.region}:${call.account}:rule/${name}` },
  ];
}
