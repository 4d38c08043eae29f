import { type Call, type Operation, ServiceError } from '../../service';
import { type CodeArtifactContext, domainLockKey } from '../context';
import { refuseTags } from '../not-found';
import { domainSummary } from './describe-domain';
import { needs } from './permissions';

/** `codeartifact:CreateDomain` */
export function createDomain(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    async handle(input, call) {
      refuseTags(input);
      const { domain: name, encryptionKey } = input;
      const { region } = call;
      const domain = await context.locks.runAll([domainLockKey({ region, domain: name })], async () => {
        if (context.catalog.has(region, name))
          throw new ServiceError('ConflictException', `Domain already exists: ${name}`, {
            resourceId: name,
            resourceType: 'domain',
          });
        return await context.created.createDomain({ name, region, encryptionKey });
      });
      return {
        domain: { ...domainSummary(domain, context.account), repositoryCount: 0, assetSizeBytes: 0 },
      };
    },
  };
}

/**
 * `codeartifact:DeleteDomain`: only without repositories (API reference). That one which does not exist is no error is a
 * guess: the operation's errors in the service model have no ResourceNotFoundException.
 */
export function deleteDomain(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.domain,
    handle: ({ domain, domainOwner }, call) =>
      context.locks.runAll([domainLockKey({ region: call.region, domain })], () =>
        remove(context, { domain, domainOwner }, call),
      ),
  };
}

async function remove(
  context: CodeArtifactContext,
  input: { readonly domain: string; readonly domainOwner?: string },
  call: Call,
) {
  if (!context.catalog.has(call.region, input.domain)) return {};
  const domain = context.catalog.domainOf(input, call);
  if (domain.repositories.size > 0)
    throw new ServiceError(
      'ConflictException',
      `Domain ${domain.name} cannot be deleted: it contains repositories ${[...domain.repositories.keys()].join(', ')}`,
      { resourceId: domain.name, resourceType: 'domain' },
    );
  await context.created.deleteDomain(domain);
  return {
    domain: {
      ...domainSummary(domain, context.account),
      status: 'Deleted',
      repositoryCount: 0,
      assetSizeBytes: 0,
    },
  };
}
