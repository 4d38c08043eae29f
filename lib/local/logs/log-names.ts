import type { Permission } from '../service';
import { ServiceError } from '../service';

/** ARN of a log group without the `:*` that some APIs add. */
export function logGroupArn(region: string, account: string, group: string): string {
  return `arn:aws:logs:${region}:${account}:log-group:${group}`;
}

/** ARN of a log stream. */
export function logStreamArn(
  region: string,
  account: string,
  name: { group: string; stream: string },
): string {
  return `${logGroupArn(region, account, name.group)}:log-stream:${name.stream}`;
}

/**
 * Right on a log group. Service authorization reference, "Actions, resources, and condition keys for Amazon CloudWatch
 * Logs": the resource type log-group is `…:log-group:NAME`, and policies (CDK's `grantWrite` too) write `…:NAME:*`; a
 * request for a group is therefore checked as `…:NAME:*`, which a policy for `…:NAME*` matches as well.
 */
export function groupPermission(
  action: string,
  call: { readonly region: string; readonly account: string },
  group: string,
): Permission {
  return { action: `logs:${action}`, resource: `${logGroupArn(call.region, call.account, group)}:*` };
}

/** Right on a log stream. */
export function streamPermission(
  action: string,
  call: { readonly region: string; readonly account: string },
  name: { group: string; stream: string },
): Permission {
  return { action: `logs:${action}`, resource: logStreamArn(call.region, call.account, name) };
}

/** The group that an input names by `logGroupName` or by `logGroupIdentifier` (a name or an ARN). */
export function groupOf(input: { logGroupName?: string; logGroupIdentifier?: string }): string {
  if ((input.logGroupName === undefined) === (input.logGroupIdentifier === undefined))
    throw new ServiceError(
      'InvalidParameterException',
      'You must include either logGroupIdentifier or logGroupName, but not both.',
    );
  if (input.logGroupName !== undefined) return input.logGroupName;
  const identifier = input.logGroupIdentifier as string;
  return identifier.startsWith('arn:')
    ? identifier.split(':').slice(6).join(':').replace(/:\*$/, '')
    : identifier;
}
