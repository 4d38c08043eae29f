/** Where something is: AWS region and account. */
export interface Place {
  readonly region: string;
  readonly account: string;
}

/** A package in a repository. `package` is the normalised name. */
export interface PackageAddress {
  readonly region: string;
  readonly domain: string;
  readonly repository: string;
  readonly package: string;
}

/**
 * ARN formats of the service authorization reference ("Resource types defined by AWS CodeArtifact"). Python packages
 * have no namespace, hence the empty segment in a package's ARN.
 */
export const arns = {
  domain: ({ region, account }: Place, domain: string) =>
    `arn:aws:codeartifact:${region}:${account}:domain/${domain}`,
  repository: ({ region, account }: Place, domain: string, repository: string) =>
    `arn:aws:codeartifact:${region}:${account}:repository/${domain}/${repository}`,
  package: (account: string, address: PackageAddress) =>
    `arn:aws:codeartifact:${address.region}:${account}:package/${address.domain}/${address.repository}/pypi//${address.package}`,
  packageGroup: ({ region, account }: Place, domain: string, pattern: string) =>
    `arn:aws:codeartifact:${region}:${account}:package-group/${domain}${pattern}`,
} as const;
