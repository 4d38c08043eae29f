import type { Operation } from '../../service';
import { policyRevision } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { notFound, type ResourceType } from '../not-found';
import { needs } from './permissions';

/** `codeartifact:GetDomainPermissionsPolicy` */
export function getDomainPermissionsPolicy(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    handle: (input, call) => policyOf(context.catalog.domainOf(input, call), 'domain'),
  };
}

/** `codeartifact:GetRepositoryPermissionsPolicy` */
export function getRepositoryPermissionsPolicy(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.repository,
    handle: (input, call) => policyOf(context.catalog.repositoryOf(input, call), 'repository'),
  };
}

function policyOf(
  { name, arn, policy }: { name: string; arn: string; policy?: unknown },
  type: ResourceType,
) {
  if (policy === undefined) throw notFound(type, name, `Policy not found. ${arn} has no permissions policy`);
  return { policy: { resourceArn: arn, revision: policyRevision(policy), document: JSON.stringify(policy) } };
}
