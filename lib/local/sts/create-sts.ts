import type { LocalIam } from '../iam/create-iam';
import type { Service } from '../service';
import { assumeRole } from './operations/assume-role';
import { getCallerIdentity } from './operations/get-caller-identity';

/** What STS is made of. */
export interface StsOptions {
  readonly iam: LocalIam;
}

/** Creates STS: who am I, and credentials of a role of the assembly. */
export function createSts({ iam }: StsOptions): { readonly service: Service } {
  return {
    service: {
      model: 'sts',
      operations: { AssumeRole: assumeRole(iam), GetCallerIdentity: getCallerIdentity(iam) },
    },
  };
}
