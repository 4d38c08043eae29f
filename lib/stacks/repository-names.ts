import type { Config } from '../config';
import type { RepositoryNames } from '../constructs/codeartifact-arns';

/** Names of domain and repositories, the same in every region. */
export function repositoryNames(config: Config): RepositoryNames {
  return { domain: config.domain, staging: config.stagingRepository, release: config.releaseRepository };
}
