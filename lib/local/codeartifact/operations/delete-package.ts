import type { Operation } from '../../service';
import { type CodeArtifactContext, lockKey } from '../context';
import { describeAddress, existingPackage, packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:DeletePackage`: the package with its versions and its origin controls. */
export function deletePackage(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      return await context.locks.runAll([lockKey(address)], async () => {
        const { restrictions } = await existingPackage(context, address);
        await context.changes.remove(address);
        return { deletedPackage: { ...describeAddress(address), originConfiguration: { restrictions } } };
      });
    },
  };
}
