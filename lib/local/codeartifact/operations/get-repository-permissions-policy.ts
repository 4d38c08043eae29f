import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { needs } from './permissions';
import { policyOf } from './permissions-policy';

/** `codeartifact:GetRepositoryPermissionsPolicy` */
export function getRepositoryPermissionsPolicy(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.repository,
    handle: (input, call) => policyOf(context.catalog.repositoryOf(input, call), 'repository'),
  };
}
