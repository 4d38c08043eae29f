import type { CfnDomain } from 'aws-cdk-lib/aws-codeartifact';
import { CfnPackageGroup } from 'aws-cdk-lib/aws-codeartifact';
import { Construct } from 'constructs';

/** Properties of {@link OriginControls}. */
export interface OriginControlsProps {
  readonly names: { readonly domain: string };
  /** Whether packages of PyPI may enter the domain. */
  readonly upstream: 'none' | 'pypi';
  /** Names, or prefixes as in `prefix-*`, that are published here. */
  readonly packages: readonly string[];
}

/**
 * Decides where the versions of a Python package may come from, so that no public package can take the place of one
 * that is published here (dependency substitution).
 *
 * - Without an upstream: nothing enters but by publishing.
 * - With one: the names that this deployment publishes enter only by publishing, all others only from upstream.
 */
export class OriginControls extends Construct {
  private readonly groups: CfnPackageGroup[];

  constructor(scope: Construct, id: string, { names, upstream, packages }: OriginControlsProps) {
    super(scope, id);
    const group = (groupId: string, pattern: string, description: string, published: boolean) =>
      new CfnPackageGroup(this, groupId, {
        domainName: names.domain,
        pattern,
        description,
        originConfiguration: { restrictions: published ? ONLY_PUBLISHED : ONLY_UPSTREAM },
      });
    this.groups =
      upstream === 'none'
        ? [group('Python', '/pypi/*', 'Python packages: published here, never from elsewhere', true)]
        : [
            group('Python', '/pypi/*', 'Python packages of PyPI: never published here', false),
            ...packages.map((name) =>
              group(`Own-${name}`, pattern(name), 'Published here, never from elsewhere', true),
            ),
          ];
  }

  /** Creates the groups after `domain`, which they name by text only. */
  dependsOn(domain: CfnDomain): void {
    for (const group of this.groups) group.addResourceDependency(domain);
  }
}

const ALLOW = { restrictionMode: 'ALLOW' };
const BLOCK = { restrictionMode: 'BLOCK' };
const ONLY_PUBLISHED = { publish: ALLOW, externalUpstream: BLOCK, internalUpstream: BLOCK };
const ONLY_UPSTREAM = { publish: BLOCK, externalUpstream: ALLOW, internalUpstream: ALLOW };

/**
 * A package group pattern: `$` ends an exact name, `~` a prefix of whole words (CodeArtifact user guide, "Package group
 * definition syntax and matching behavior"). Python packages have no namespace, hence the two slashes.
 */
function pattern(name: string): string {
  return name.endsWith('-*') ? `/pypi//${name.slice(0, -2)}~` : `/pypi//${name}$`;
}
