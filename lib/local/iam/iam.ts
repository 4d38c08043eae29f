import type { Credentials, Permission, Principal } from '../service';

/** Decides on calls and gives out credentials. Implemented by `createIam` in this folder. */
export interface Iam {
  /** @throws ServiceError AccessDenied(Exception), worded as AWS words it, unless every permission is granted. */
  authorize(
    principal: Principal,
    permissions: readonly Permission[],
    context: { region: string; service: string },
  ): void;
  /**
   * Credentials for a role session. `service` is the service principal that assumes the role
   * (`codebuild.amazonaws.com`); the role's trust policy is checked.
   */
  assumeRole(request: { roleArn: string; sessionName: string; service: string; durationSeconds?: number }): {
    principal: Principal;
    credentials: Credentials;
  };
  /** Who holds an access key. @throws ServiceError for unknown or expired credentials. */
  identify(accessKeyId: string, sessionToken?: string): Principal;
  /** Policy that a resource carries itself (bucket, key, topic, table, domain, repository, function); undefined removes it. */
  putResourcePolicy(resourceArn: string, policy: unknown): void;
}

/**
 * The administrator of another account: its access key is the account's number, as LocalStack has it ("Multi-account
 * setups"), and its secret that of the operator. What such a caller may do here is for the policies of the resources.
 */
export function visitorOf(accessKeyId: string): Principal | undefined {
  if (!/^\d{12}$/.test(accessKeyId)) return undefined;
  return { arn: `arn:aws:iam::${accessKeyId}:user/${OPERATOR.userName}`, account: accessKeyId };
}

/** Access key of the person at this machine: an IAM user with administrator rights in the local account. */
export const OPERATOR = {
  accessKeyId: 'AKIALOCALOPERATOR000',
  secretAccessKey: 'local',
  userName: 'operator',
} as const;
