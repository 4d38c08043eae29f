import type { Operation } from '../../service';
import { arns, type PackageAddress } from '../arns';
import { type CodeArtifactContext, lockKey } from '../context';
import { invalid } from '../not-found';
import type { VersionChange, VersionRecord } from '../package-store';
import { newRevision } from '../revision';
import { existingPackage, packageAddress } from './package-input';
import { checkFence, fenceFailure, type VersionFailure, withSkipped } from './version-outcome';

/**
 * `codeartifact:CopyPackageVersions`, within one domain. Assets are stored once in a domain, so a copy is a change of
 * records only. Needs `ReadFromRepository` on the source repository (user guide, "Copy packages between repositories"),
 * and `CopyPackageVersions` on both the destination's package and repository: the service authorization reference
 * marks the two resource types as required. Origin controls do not stop a copy: it is the documented way to bring a
 * patched version into a repository that cannot publish it ("Publishing patched package versions").
 */
export function copyPackageVersions(context: CodeArtifactContext): Operation {
  return {
    permissions: (input, { region, account }) => {
      const { domain, destinationRepository: repository } = input;
      const target = arns.package(account, { region, domain, repository, package: input.package });
      return [
        {
          action: 'codeartifact:ReadFromRepository',
          resource: arns.repository({ region, account }, domain, input.sourceRepository),
        },
        { action: 'codeartifact:CopyPackageVersions', resource: target },
        {
          action: 'codeartifact:CopyPackageVersions',
          resource: arns.repository({ region, account }, domain, repository),
        },
      ];
    },
    async handle(input, call) {
      const source = packageAddress(context, { ...input, repository: input.sourceRepository }, call);
      const destination = packageAddress(
        context,
        { ...input, repository: input.destinationRepository },
        call,
      );
      if ((input.versions === undefined) === (input.versionRevisions === undefined))
        throw invalid('expected either "versions" or "versionRevisions"');
      if (source.repository === destination.repository)
        throw invalid('destinationRepository: expected another repository than sourceRepository');
      const versions = [...new Set<string>(input.versions ?? Object.keys(input.versionRevisions))];
      checkFence({ versions });
      return await context.locks.runAll([lockKey(source), lockKey(destination)], () =>
        copy(context, { source, destination, versions, ...options(input) }),
      );
    },
  };
}

interface Copy {
  readonly source: PackageAddress;
  readonly destination: PackageAddress;
  readonly versions: readonly string[];
  readonly versionRevisions?: Readonly<Record<string, string>>;
  readonly allowOverwrite: boolean;
  readonly includeFromUpstream: boolean;
}

function options(input: Partial<Copy>) {
  const { versionRevisions, allowOverwrite = false, includeFromUpstream = false } = input;
  return { versionRevisions, allowOverwrite, includeFromUpstream };
}

async function copy(context: CodeArtifactContext, request: Copy) {
  const { destination, versions } = request;
  if (!request.includeFromUpstream) await existingPackage(context, request.source);
  const failures: Record<string, VersionFailure> = {};
  const changes: VersionChange[] = [];
  for (const version of versions) {
    const from = await sourceVersion(context, request, version);
    const before = await context.packages.getVersion(destination, version);
    const failure =
      fenceFailure(request, version, from) ?? copyFailure(request, from as VersionRecord, before);
    if (failure) failures[version] = failure;
    else if (!before || !isSame(from as VersionRecord, before))
      changes.push({ before, after: { ...(from as VersionRecord), revision: newRevision() } });
  }
  if (Object.keys(failures).length > 0)
    return {
      successfulVersions: {},
      failedVersions: withSkipped(versions, failures, (version) => `Version ${version} was skipped`),
    };
  await write(context, destination, changes);
  const done = changes.map(({ after }) => [
    after?.version,
    { revision: after?.revision, status: after?.status },
  ]);
  return { successfulVersions: Object.fromEntries(done), failedVersions: {} };
}

async function sourceVersion({ packages, view }: CodeArtifactContext, request: Copy, version: string) {
  if (request.includeFromUpstream) return (await view.version(request.source, version))?.record;
  return view.seen(await packages.getVersion(request.source, version));
}

/** That versions whose assets cannot be downloaded cannot be copied either is a guess. */
function copyFailure(
  { allowOverwrite }: Copy,
  from: VersionRecord,
  before: VersionRecord | undefined,
): VersionFailure | undefined {
  const { version, status } = from;
  if (status === 'Archived' || status === 'Disposed')
    return { errorCode: 'NOT_ALLOWED', errorMessage: `Version ${version} is ${status}` };
  if (before?.status === 'Disposed')
    return {
      errorCode: 'NOT_ALLOWED',
      errorMessage: `Version ${version} is Disposed in the destination repository`,
    };
  if (before && !isSame(from, before) && !allowOverwrite)
    return { errorCode: 'ALREADY_EXISTS', errorMessage: `Version ${version} already exists` };
  return undefined;
}

/** "If the package version assets and metadata are identical …, a copy is not performed" (user guide). */
function isSame(a: VersionRecord, b: VersionRecord): boolean {
  return JSON.stringify(content(a)) === JSON.stringify(content(b));
}

function content({ assets, metadata }: VersionRecord) {
  const files = Object.entries(assets).map(([name, { hashes }]) => [name, hashes['SHA-256']]);
  return { metadata, files: files.sort() };
}

async function write(
  context: CodeArtifactContext,
  destination: PackageAddress,
  changes: readonly VersionChange[],
): Promise<void> {
  if (changes.length === 0) return;
  // Nothing documents the origin controls of a package that begins with a copy. All that is here was published inside
  // the domain, so it gets those of a published one.
  const known = await context.packages.getPackage(destination);
  const restrictions = known?.restrictions ?? { publish: 'ALLOW', upstream: 'BLOCK' };
  const now = context.clock.now();
  const arriving = changes.map(({ before, after }) => ({ before, after: after && arrivedAt(after, now) }));
  await context.changes.apply(destination, { restrictions }, arriving);
}

/** A copied asset is new where it arrives: lag hides it there as it hides a published one. */
function arrivedAt(record: VersionRecord, uploaded: number): VersionRecord {
  const assets = Object.entries(record.assets).map(([name, asset]) => [name, { ...asset, uploaded }]);
  return { ...record, publishedTime: uploaded, assets: Object.fromEntries(assets) };
}
