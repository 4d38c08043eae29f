import { type CfnResource, RemovalPolicy } from 'aws-cdk-lib';
import { CfnDomain, CfnRepository } from 'aws-cdk-lib/aws-codeartifact';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { type RepositoryNames, UPSTREAM_REPOSITORY } from '../contract';
import { OriginControls } from './origin-controls';
import { domainPolicy, releasePolicy, stagingPolicy, type WorkflowRoles } from './repository-policies';

/** Properties of {@link RegionalRepositories}. */
export interface RegionalRepositoriesProps {
  readonly names: RepositoryNames;
  readonly roles: WorkflowRoles;
  /** The domain exists already and is used as it is. */
  readonly adoptDomain: boolean;
  /** `pypi`: the release repository also serves what PyPI has. */
  readonly upstream: 'none' | 'pypi';
  /** Names, or prefixes as in `prefix-*`, that are published here and never come from the upstream. */
  readonly packages: readonly string[];
  readonly consumerAccounts: readonly string[];
  /**
   * Key of the domain; it cannot be changed later.
   * @default - a key that AWS owns
   */
  readonly encryptionKey?: IKey;
}

/** One region's domain with its staging and release repositories. They hold published versions, so they are kept. */
export class RegionalRepositories extends Construct {
  constructor(scope: Construct, id: string, props: RegionalRepositoriesProps) {
    super(scope, id);
    const domain = props.adoptDomain ? undefined : this.createDomain(props);
    this.createRepositories(props, domain);
    // The origin of packages is set per domain; in an adopted one that is for its owner to decide.
    if (domain) new OriginControls(this, 'OriginControls', props).dependsOn(domain);
  }

  private createDomain({ names, encryptionKey, consumerAccounts }: RegionalRepositoriesProps): CfnDomain {
    const domain = new CfnDomain(this, 'Domain', {
      domainName: names.domain,
      encryptionKey: encryptionKey?.keyArn,
      permissionsPolicyDocument: domainPolicy(consumerAccounts),
    });
    domain.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
    return domain;
  }

  private createRepositories(props: RegionalRepositoriesProps, domain: CfnDomain | undefined): void {
    const { names, roles, consumerAccounts } = props;
    const upstream = props.upstream === 'pypi' ? this.createUpstream(names.domain) : undefined;
    const repositories: CfnRepository[] = [
      new CfnRepository(this, 'Staging', {
        domainName: names.domain,
        repositoryName: names.staging,
        description: 'Versions on their way to the release repository; for the workflow only',
        permissionsPolicyDocument: stagingPolicy(this, roles),
      }),
      new CfnRepository(this, 'Release', {
        domainName: names.domain,
        repositoryName: names.release,
        description: 'Published versions: each is complete, and the same in every region',
        permissionsPolicyDocument: releasePolicy(this, roles, consumerAccounts),
        upstreams: upstream && [upstream.repositoryName],
      }),
    ];
    if (upstream) for (const repository of repositories) repository.addResourceDependency(upstream);
    for (const repository of [...repositories, ...(upstream ? [upstream] : [])]) keep(repository, domain);
  }

  private createUpstream(domainName: string): CfnRepository {
    return new CfnRepository(this, 'Upstream', {
      domainName,
      repositoryName: UPSTREAM_REPOSITORY,
      description: 'What consumers asked for and PyPI has',
      externalConnections: ['public:pypi'],
    });
  }
}

/** A repository is named by text, so CloudFormation sees its dependency on the domain only if told. */
function keep(resource: CfnResource, domain: CfnDomain | undefined): void {
  if (domain) resource.addResourceDependency(domain);
  resource.applyRemovalPolicy(RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE);
}
