import type { Call } from '../../service';
import type { PackageAddress } from '../arns';
import type { CodeArtifactContext } from '../context';
import { invalid, notFound } from '../not-found';
import type { PackageRecord, VersionRecord } from '../package-store';

/** Members that nearly every operation on packages takes. */
export interface PackageInput {
  readonly domain: string;
  readonly domainOwner?: string;
  readonly repository: string;
  readonly format: string;
  readonly namespace?: string;
  readonly package: string;
}

/** What an operation says of its package in the answer. */
export function describeAddress(address: PackageAddress) {
  return { format: 'pypi', package: address.package };
}

/** Refuses what is not emulated: other formats than PyPI, and namespaces, which Python packages do not have. */
export function requirePypi(input: { readonly format?: string; readonly namespace?: string }): void {
  if (input.format !== undefined && input.format !== 'pypi')
    throw invalid(`format: only pypi packages are emulated here, got "${input.format}"`);
  if (input.namespace !== undefined) throw invalid('namespace: pypi packages have no namespace');
}

/** The package's address, in a repository that exists. @throws ResourceNotFoundException, ValidationException */
export function packageAddress(
  { catalog }: CodeArtifactContext,
  input: PackageInput,
  call: Call,
): PackageAddress {
  requirePypi(input);
  catalog.repositoryOf(input, call);
  return { region: call.region, domain: input.domain, repository: input.repository, package: input.package };
}

/** The package itself. @throws ResourceNotFoundException, also for a name that is not normalised */
export async function existingPackage(
  { packages }: CodeArtifactContext,
  address: PackageAddress,
): Promise<PackageRecord> {
  const record = await packages.getPackage(address);
  if (!record)
    throw notFound(
      'package',
      address.package,
      `Package not found in repository. RepoId: ${address.repository}, Package = PackageCoordinate{packageType=pypi, packageName=${address.package}}`,
    );
  return record;
}

/** A version of an existing package, as reads see it. @throws ResourceNotFoundException */
export async function existingVersion(
  context: CodeArtifactContext,
  address: PackageAddress,
  version: string,
): Promise<VersionRecord> {
  await existingPackage(context, address);
  const record = context.view.seen(await context.packages.getVersion(address, version));
  if (!record)
    throw notFound(
      'package-version',
      version,
      `Package version ${version} not found. RepoId: ${address.repository}, package: ${address.package}`,
    );
  return record;
}
