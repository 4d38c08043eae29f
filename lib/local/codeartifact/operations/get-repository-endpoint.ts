import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { indexUrl } from '../index/index-path';
import { invalid } from '../not-found';
import { requirePypi } from './package-input';
import { needs } from './permissions';

/** `codeartifact:GetRepositoryEndpoint`: where package managers find a repository. */
export function getRepositoryEndpoint(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.repository,
    handle(input, call) {
      requirePypi(input);
      if (input.endpointType === 'dualstack')
        throw invalid('endpointType: this machine has an ipv4 endpoint only, got "dualstack"');
      const { name, domain, region } = context.catalog.repositoryOf(input, call);
      const repositoryEndpoint = indexUrl(context.endpoint(), {
        domain,
        region,
        account: context.account,
        repository: name,
      });
      return { repositoryEndpoint };
    },
  };
}
