import type { Operation } from '../../service';
import type { CodeArtifactContext } from '../context';
import { existingPackage, packageAddress } from './package-input';
import { needs } from './permissions';

/** `codeartifact:DescribePackage` */
export function describePackage(context: CodeArtifactContext): Operation {
  return {
    permissions: needs.package,
    async handle(input, call) {
      const address = packageAddress(context, input, call);
      const { restrictions } = await existingPackage(context, address);
      return { package: { format: 'pypi', name: address.package, originConfiguration: { restrictions } } };
    },
  };
}
