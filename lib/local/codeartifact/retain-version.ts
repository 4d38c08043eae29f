import type { PackageAddress } from './arns';
import { type CodeArtifactContext, lockKey } from './context';
import type { FoundVersion } from './repository-view';
import { newRevision } from './revision';

/**
 * Keeps a version that a package manager got from an upstream repository. It stays available when the upstream loses
 * or changes it; repositories between the two do not get it (user guide, "Package retention from upstream
 * repositories"). The package's origin controls are left as they are or allow upstreams, since this one came from there.
 */
export async function retainVersion(
  context: CodeArtifactContext,
  address: PackageAddress,
  { record }: FoundVersion,
): Promise<void> {
  await context.locks.runAll([lockKey(address)], async () => {
    if (await context.packages.getVersion(address, record.version)) return;
    const known = await context.packages.getPackage(address);
    const restrictions = known?.restrictions ?? { publish: 'BLOCK', upstream: 'ALLOW' };
    const after = { ...record, revision: newRevision() };
    await context.changes.apply(address, { restrictions }, [{ after }]);
  });
}
