import type { Principal } from '../service';

/** An AWS service that calls on its own behalf, allowed by a resource policy only: EventBridge invoking a function. */
export interface ServicePrincipal extends Principal {
  /** What the service acts for, as `aws:SourceArn`: the rule, the bucket, the topic. */
  readonly sourceArn?: string;
}

/** The principal `events.amazonaws.com`, acting for `sourceArn`. */
export function servicePrincipal(options: {
  service: string;
  account: string;
  sourceArn?: string;
}): ServicePrincipal {
  return {
    arn: options.service,
    account: options.account,
    ...(options.sourceArn === undefined ? {} : { sourceArn: options.sourceArn }),
  };
}

/** Whether a principal is an AWS service and not an identity of the account. */
export function isServicePrincipal(principal: Principal): boolean {
  return !principal.arn.startsWith('arn:');
}
