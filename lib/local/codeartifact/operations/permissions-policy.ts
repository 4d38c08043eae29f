import { policyRevision } from '../catalog';
import { notFound, type ResourceType } from '../not-found';

/** The permissions policy of a domain or repository. @throws ResourceNotFoundException when it has none */
export function policyOf(
  { name, arn, policy }: { name: string; arn: string; policy?: unknown },
  type: ResourceType,
) {
  if (policy === undefined) throw notFound(type, name, `Policy not found. ${arn} has no permissions policy`);
  return { policy: { resourceArn: arn, revision: policyRevision(policy), document: JSON.stringify(policy) } };
}
