import type { LocalIam } from '../../iam/create-iam';
import type { Operation } from '../../service';

/** Answers who makes the call. AWS asks no permission for it (STS API reference, "GetCallerIdentity"). */
export function getCallerIdentity(iam: LocalIam): Operation {
  return {
    permissions: () => [],
    handle: (_input, { principal }) => ({
      UserId: iam.userId(principal),
      Account: principal.account,
      Arn: principal.arn,
    }),
  };
}
