import type { Permission, Principal } from '../service';
import type { ConditionContext } from './policy/conditions';
import { isServicePrincipal, type ServicePrincipal } from './service-principal';

/** What a request's condition keys are made from. */
export interface ContextSource {
  readonly principal: Principal;
  readonly permission: Permission;
  readonly region: string;
  /** Account that the resource belongs to. */
  readonly owner: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** Unique id of the caller's role or user, and the tags of the role. */
  readonly userId?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Condition keys of a request (IAM user guide, "AWS global condition context keys"), and those of the operation. */
export function requestContext(source: ContextSource): ConditionContext {
  const { principal, permission, region, owner, now } = source;
  const service = isServicePrincipal(principal) ? (principal as ServicePrincipal) : undefined;
  const keys: Record<string, string | readonly string[] | undefined> = {
    'aws:RequestedRegion': region,
    // The connection never leaves the machine, which is what the key is there to ensure; on AWS every client of this
    // project uses TLS, so a policy that demands it must be met here as well.
    'aws:SecureTransport': 'true',
    ...(permission.action.startsWith('s3:') ? { 's3:TlsVersion': '1.3' } : {}),
    'aws:CurrentTime': new Date(now).toISOString(),
    'aws:EpochTime': String(Math.floor(now / 1000)),
    'aws:ViaAWSService': 'false',
    'aws:PrincipalIsAWSService': String(service !== undefined),
    'aws:ResourceAccount': owner,
    ...(service ? serviceKeys(service) : principalKeys(source)),
    ...permission.context,
  };
  const context = new Map<string, readonly string[]>();
  for (const [key, value] of Object.entries(keys)) {
    if (value !== undefined) context.set(key.toLowerCase(), typeof value === 'string' ? [value] : value);
  }
  return context;
}

function serviceKeys(service: ServicePrincipal) {
  return {
    'aws:PrincipalServiceName': service.arn,
    'aws:SourceAccount': service.account,
    'aws:SourceOwner': service.account,
    'aws:SourceArn': service.sourceArn,
  };
}

function principalKeys({ principal, userId, tags }: ContextSource) {
  const tagKeys = Object.entries(tags ?? {}).map(([name, value]) => [`aws:PrincipalTag/${name}`, value]);
  return {
    'aws:PrincipalArn': principal.roleArn ?? principal.arn,
    'aws:PrincipalAccount': principal.account,
    'aws:PrincipalType': principal.roleArn === undefined ? 'User' : 'AssumedRole',
    'aws:userid': userId,
    'aws:username': principal.arn.split(':user/')[1],
    ...Object.fromEntries(tagKeys),
  };
}
