import { normalizePackageName } from '../../../contract';
import type { Operation } from '../../service';
import { type CodeArtifactContext, lockKey } from '../context';
import { invalid } from '../not-found';
import { packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:PutPackageOriginConfiguration`. Creates the package, without versions, when there is none. */
export function putPackageOriginConfiguration(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      if (address.package !== normalizePackageName(address.package))
        throw invalid(`package: expected a normalised name, "${normalizePackageName(address.package)}"`);
      const { publish, upstream } = input.restrictions;
      const restrictions = { publish, upstream };
      await context.locks.runAll([lockKey(address)], () =>
        context.changes.apply(address, { restrictions }, []),
      );
      return { originConfiguration: { restrictions } };
    },
  };
}
