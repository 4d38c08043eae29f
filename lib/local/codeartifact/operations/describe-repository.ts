import type { Operation } from '../../service';
import type { Repository } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { needs } from './permissions';

/** `codeartifact:DescribeRepository` */
export function describeRepository(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.repository,
    handle(input, call) {
      const repository = context.catalog.repositoryOf(input, call);
      return { repository: describedRepository(repository, context.account) };
    },
  };
}

/** A repository as lists show it. */
export function repositorySummary(repository: Repository, account: string) {
  return {
    name: repository.name,
    administratorAccount: account,
    domainName: repository.domain,
    domainOwner: account,
    arn: repository.arn,
    description: repository.description,
    createdTime: new Date(repository.created),
  };
}

/** A repository in full. */
export function describedRepository(repository: Repository, account: string) {
  return {
    ...repositorySummary(repository, account),
    upstreams: repository.upstreams.map((repositoryName) => ({ repositoryName })),
    externalConnections: repository.externalConnections.map((externalConnectionName) => ({
      externalConnectionName,
      packageFormat: 'pypi',
      status: 'Available',
    })),
  };
}
