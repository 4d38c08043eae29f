import type { Config } from '../config';
import type { RepositoryNames } from '../contract';

/** Names of domain and repositories, the same in every region. */
export function repositoryNames(config: Config): RepositoryNames {
  return { domain: config.domain, staging: config.stagingRepository, release: config.releaseRepository };
}
