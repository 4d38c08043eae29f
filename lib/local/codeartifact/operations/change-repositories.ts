import { type Call, type Operation, ServiceError } from '../../service';
import { arns, type PackageAddress } from '../arns';
import { type CodeArtifactContext, domainLockKey, lockKey } from '../context';
import { invalid, refuseTags } from '../not-found';
import type { RepositoryAddress } from '../package-store';
import { describedRepository } from './describe-repository';
import { needs } from './permissions';

/** Most direct upstreams of a repository (user guide, "Requesting a package version with upstream repositories"). */
const MOST_UPSTREAMS = 10;

interface NewRepository {
  readonly domain: string;
  readonly domainOwner?: string;
  readonly repository: string;
  readonly description?: string;
  readonly upstreams?: readonly { readonly repositoryName: string }[];
}

/**
 * `codeartifact:CreateRepository`; each upstream needs `AssociateWithDownstreamRepository` (user guide, "Create a
 * repository with an upstream repository").
 */
export function createRepository(context: CodeArtifactContext): Operation {
  return {
    permissions: (input, call) => [
      ...needs.repository(input, call),
      ...(input.upstreams ?? []).map(({ repositoryName }: { repositoryName: string }) => ({
        action: 'codeartifact:AssociateWithDownstreamRepository',
        resource: arns.repository(call, input.domain, repositoryName),
      })),
    ],
    async handle(input, call) {
      refuseTags(input);
      const lock = domainLockKey({ region: call.region, domain: input.domain });
      const repository = await context.locks.runAll([lock], () => create(context, input, call));
      return { repository: describedRepository(repository, context.account) };
    },
  };
}

async function create(context: CodeArtifactContext, input: NewRepository, call: Call) {
  const { repository: name, description, upstreams = [] } = input;
  const domain = context.catalog.domainOf(input, call);
  if (domain.repositories.has(name))
    throw new ServiceError('ConflictException', `Repository already exists: ${name}, domain ${domain.name}`, {
      resourceId: name,
      resourceType: 'repository',
    });
  if (upstreams.length > MOST_UPSTREAMS)
    throw invalid(`upstreams: expected at most ${MOST_UPSTREAMS}, got ${upstreams.length}`);
  const names = upstreams.map(({ repositoryName }) => repositoryName);
  for (const upstream of names) context.catalog.repository(call.region, domain.name, upstream);
  return await context.created.createRepository({
    name,
    domain: domain.name,
    region: call.region,
    description,
    upstreams: names,
    externalConnections: [],
  });
}

/**
 * `codeartifact:DeleteRepository`: with its packages, those that are being uploaded too. Whether the service deletes a
 * repository that is an upstream of others is not documented; here it is refused, so that nobody relies on either.
 */
export function deleteRepository(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.repository,
    async handle(input, call) {
      const lock = domainLockKey({ region: call.region, domain: input.domain });
      const repository = await context.locks.runAll([lock], () => remove(context, input, call));
      return { repository: describedRepository(repository, context.account) };
    },
  };
}

async function remove(
  context: CodeArtifactContext,
  input: Pick<NewRepository, 'domain' | 'domainOwner' | 'repository'>,
  call: Call,
) {
  const repository = context.catalog.repositoryOf(input, call);
  const { region, domain, name } = repository;
  const users = [...context.catalog.domain(region, domain).repositories.values()].filter(({ upstreams }) =>
    upstreams.includes(name),
  );
  if (users.length > 0)
    throw new ServiceError(
      'ConflictException',
      `Repository ${name} cannot be deleted: it is an upstream of ${users.map((user) => user.name).join(', ')}`,
      { resourceId: name, resourceType: 'repository' },
    );
  const address = { region, domain, repository: name };
  // Its record last, so that repeating a deletion that failed finishes it.
  await removePackages(context, address);
  await context.created.deleteRepository(repository);
  // Of uploads that had found the repository just before.
  await removePackages(context, address);
  return repository;
}

/** Until there is none: uploads may bring more meanwhile. */
async function removePackages(context: CodeArtifactContext, repository: RepositoryAddress): Promise<void> {
  for (;;) {
    const packages: PackageAddress[] = [];
    for await (const [found] of context.packages.listPackages(repository))
      packages.push({ ...repository, package: found });
    if (packages.length === 0) return;
    for (const address of packages)
      await context.locks.runAll([lockKey(address)], () => context.changes.remove(address));
  }
}
