import { refuseUnknownProperties } from '../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Repositories, Repository } from './repositories';

/**
 * Deploys `AWS::CodeCommit::Repository` as a bare git repository. `Ref` is the repository's id, as on AWS. A repository
 * starts empty: seeding it with `Code` would need an upload of the assembly and is refused.
 */
export class RepositoryProvider implements ResourceProvider {
  readonly type = 'AWS::CodeCommit::Repository';

  constructor(
    private readonly options: {
      readonly repositories: Repositories;
      readonly cloneUrl: (repository: Repository) => string;
    },
  ) {}

  async deploy(resource: ResolvedResource): Promise<DeployedResource> {
    refuseUnknownProperties(resource, {
      emulated: ['RepositoryName', 'RepositoryDescription'],
      // Nothing here reads tags, and data at rest is not encrypted a second time.
      withoutEffect: ['Tags', 'KmsKeyId'],
    });
    const { RepositoryName: name, RepositoryDescription: description } = resource.properties;
    if (!/^[\w.-]{1,100}$/.test(name) || /^\.+$|\.git$/.test(name))
      throw new Error(
        `RepositoryName: expected 1 to 100 letters, digits, ".", "_" or "-", not ending in ".git", got "${name}"`,
      );
    const repository = await this.options.repositories.open({ name, region: resource.region, description });
    return {
      ref: repository.id,
      attributes: {
        Arn: repository.arn,
        Name: name,
        CloneUrlHttp: this.options.cloneUrl(repository),
        CloneUrlSsh: `ssh://git-codecommit.${resource.region}.amazonaws.com/v1/repos/${name}`,
      },
    };
  }
}
