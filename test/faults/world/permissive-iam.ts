import type { LocalIam } from '../../../lib/local/iam/create-iam';
import type { Principal } from '../../../lib/local/service';

export const ACCOUNT = '000000000000';
export const OPERATOR: Principal = { arn: `arn:aws:iam::${ACCOUNT}:user/operator`, account: ACCOUNT };

/** Lets everyone do everything, as a role session that names who it is. Denials are injected as faults. */
export function permissiveIam(): LocalIam {
  const iam = {
    authorize: () => undefined,
    putResourcePolicy: () => undefined,
    assumeRole: ({ roleArn, sessionName }: { roleArn: string; sessionName: string }) => ({
      principal: sessionOf(roleArn.split('/').pop() ?? '', sessionName),
      credentials: {},
    }),
  };
  return iam as unknown as LocalIam;
}

/** A session of a role. */
export function sessionOf(role: string, session: string): Principal {
  return {
    arn: `arn:aws:sts::${ACCOUNT}:assumed-role/${role}/${session}`,
    roleArn: `arn:aws:iam::${ACCOUNT}:role/${role}`,
    account: ACCOUNT,
  };
}
