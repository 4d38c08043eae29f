import { Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Config } from '../config';
import { DataKey } from '../constructs/data-key';
import { RegionalRepositories } from '../constructs/regional-repositories';
import { roleNames } from '../contract';
import { repositoryNames } from './repository-names';

/** Properties of a {@link RegionStack}. */
export interface RegionStackProps extends StackProps {
  readonly config: Config;
}

/** What a deployment has in one region that serves versions; in repositories that exist already, it has nothing there. */
export class RegionStack extends Stack {
  constructor(scope: Construct, id: string, { config, ...props }: RegionStackProps) {
    super(scope, id, props);
    const ownKey = config.encryption === 'customer-key' && !config.adopt.domain;
    new RegionalRepositories(this, 'Repositories', {
      names: repositoryNames(config),
      roles: roleNames(config.deployment),
      adoptDomain: config.adopt.domain,
      upstream: config.upstream,
      packages: config.packages,
      consumerAccounts: config.consumerAccounts,
      encryptionKey: ownKey
        ? new DataKey(this, 'Key', { description: `Packages of domain ${config.domain}` })
        : undefined,
    });
  }
}
