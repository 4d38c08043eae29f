import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { RepositoryNames } from '../contract';

/**
 * ARNs of CodeArtifact resources in several regions, built from names: a reference across regions would need
 * custom resources.
 */
export class CodeArtifactArns {
  private readonly stack: Stack;

  constructor(
    scope: Construct,
    private readonly names: RepositoryNames,
    private readonly regions: readonly string[],
  ) {
    this.stack = Stack.of(scope);
  }

  /** The domain in each region. */
  domains(): string[] {
    return this.arns('domain', this.names.domain);
  }

  /** The staging or release repository in each region. */
  repositories(repository: 'staging' | 'release'): string[] {
    return this.arns('repository', `${this.names.domain}/${this.names[repository]}`);
  }

  /** Every Python package in the staging or release repository of each region. PyPI packages have no namespace. */
  packages(repository: 'staging' | 'release'): string[] {
    return this.arns('package', `${this.names.domain}/${this.names[repository]}/pypi//*`);
  }

  private arns(resource: string, resourceName: string): string[] {
    return this.regions.map((region) =>
      this.stack.formatArn({ service: 'codeartifact', region, resource, resourceName }),
    );
  }
}
