import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { needs } from './permissions';
import { policyOf } from './permissions-policy';

/** `codeartifact:GetDomainPermissionsPolicy` */
export function getDomainPermissionsPolicy(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    handle: (input, call) => policyOf(context.catalog.domainOf(input, call), 'domain'),
  };
}
