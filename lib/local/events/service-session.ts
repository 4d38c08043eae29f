import type { Principal } from '../service';

/**
 * The principal of an AWS service that calls without a role: it is only let in where a resource's own policy names it
 * (`{"Service": "events.amazonaws.com"}`).
 */
export function serviceSession(service: string, account: string): Principal {
  return { arn: service, roleArn: service, account };
}
