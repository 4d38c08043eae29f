import type { Operation } from '../../service';
import type { Domain } from '../catalog';
import type { CodeArtifactContext } from '../context';
import { needs } from './permissions';

/** `codeartifact:DescribeDomain` */
export function describeDomain(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    async handle(input, call) {
      const domain = context.catalog.domainOf(input, call);
      const assetSizeBytes = await context.packages.assetSize(call.region, domain.name);
      return {
        domain: {
          ...domainSummary(domain, context.account),
          repositoryCount: domain.repositories.size,
          assetSizeBytes,
        },
      };
    },
  };
}

/** A domain as lists show it. */
export function domainSummary(domain: Domain, account: string) {
  return {
    name: domain.name,
    owner: account,
    arn: domain.arn,
    status: 'Active',
    createdTime: new Date(domain.created),
    encryptionKey: domain.encryptionKey ?? `arn:aws:kms:${domain.region}:${account}:key/aws/codeartifact`,
  };
}
