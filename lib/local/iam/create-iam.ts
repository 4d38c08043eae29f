import { randomBytes } from 'node:crypto';
import type { ResourceProvider } from '../assembly/resource-provider';
import type { Clock } from '../clock';
import { type Credentials, type Permission, type Principal, ServiceError } from '../service';
import type { Store } from '../storage/store';
import { accessDenied } from './denial';
import { type Iam, OPERATOR, visitorOf } from './iam';
import { Identities, type Role, type RoleDefinition, uniqueId } from './identities';
import type { Journal } from './journal';
import { MANAGED_POLICIES } from './managed-policies';
import { decide, type Question } from './policy/decide';
import type { Caller, PolicyRequest } from './policy/evaluate';
import { parsePolicy } from './policy/parse-policy';
import type { Policy } from './policy/policy';
import { createIamProviders } from './providers';
import { requestContext } from './request-context';
import { isServicePrincipal, servicePrincipal } from './service-principal';
import { invalidToken, SessionTokens } from './session-tokens';

/** What IAM is made of. */
export interface IamOptions {
  readonly account: string;
  readonly clock: Clock;
  /** Keeps the key that credentials rest on, so that they outlive a restart. */
  readonly store?: Store;
  /** @default - decisions are not recorded */
  readonly journal?: Journal;
  /**
   * Changes each policy whenever it decides: what would be if a grant were not there.
   * @default - policies decide as they were deployed
   */
  readonly amendPolicy?: (policy: Policy) => Policy;
}

/** IAM with what only the runtime itself asks for. */
export interface LocalIam extends Iam {
  readonly providers: readonly ResourceProvider[];
  /** The person at this machine. */
  readonly operator: Principal;
  assumeRole(request: ServiceAssumption): { principal: Principal; credentials: Credentials };
  /** Credentials for a session that was authorized already (`sts:AssumeRole`). @throws ServiceError AccessDenied */
  openSession(request: SessionRequest): { principal: Principal; credentials: Credentials };
  /** Secret of an access key, to check signatures with. */
  secretAccessKey(accessKeyId: string): string | undefined;
  /** `AROA…:SESSION` or `AIDA…`, as GetCallerIdentity answers it. */
  userId(principal: Principal): string;
  putRole(definition: RoleDefinition): Role;
}

/** A role session that is asked for. */
export interface SessionRequest {
  readonly roleArn: string;
  readonly sessionName: string;
  readonly durationSeconds?: number;
}

/** A role session for an AWS service. */
export interface ServiceAssumption extends SessionRequest {
  /** `codebuild.amazonaws.com` */
  readonly service: string;
  /** `aws:SourceArn` for the trust policy. */
  readonly sourceArn?: string;
}

const KEY = 'credential-key';

/** Creates IAM for the local account: roles and policies of the assembly decide, as AWS would. */
export async function createIam(options: IamOptions): Promise<LocalIam> {
  return new AccountIam(options, new SessionTokens(await credentialKey(options.store)));
}

async function credentialKey(store: Store | undefined): Promise<Buffer> {
  if (!store) return randomBytes(32);
  const table = store.table<string>('iam');
  const kept = await table.get(KEY);
  if (kept !== undefined) return Buffer.from(kept, 'hex');
  const key = randomBytes(32);
  await table.put(KEY, key.toString('hex'));
  return key;
}

class AccountIam implements LocalIam {
  readonly operator: Principal;
  readonly providers: readonly ResourceProvider[];
  private readonly identities = new Identities();
  private readonly resourcePolicies = new Map<string, Policy>();
  private readonly administratorPolicy = parsePolicy(
    MANAGED_POLICIES['AdministratorAccess'],
    'identity-based',
    'administrator',
  );

  constructor(
    private readonly options: IamOptions,
    private readonly tokens: SessionTokens,
  ) {
    this.operator = {
      arn: `arn:aws:iam::${options.account}:user/${OPERATOR.userName}`,
      account: options.account,
    };
    this.providers = createIamProviders(this.identities);
  }

  authorize(
    principal: Principal,
    permissions: readonly Permission[],
    context: { region: string; service: string },
  ): void {
    for (const permission of permissions) this.decide(principal, permission, context);
  }

  private decide(principal: Principal, permission: Permission, scope: { region: string; service: string }) {
    const role = principal.roleArn === undefined ? undefined : this.identities.role(principal.roleArn);
    const { action, resource } = permission;
    const owner = ownerOf(resource, { deployment: this.options.account, caller: principal.account });
    const request: PolicyRequest = {
      action,
      resource,
      caller: callerOf(principal),
      context: requestContext({
        principal,
        permission,
        region: scope.region,
        owner,
        now: this.options.clock.now(),
        userId: isServicePrincipal(principal) ? undefined : this.userId(principal),
        tags: role?.tags,
      }),
    };
    const question: Question = {
      request,
      identity: this.identityPolicies(principal, role),
      resource: this.policyOf(resource),
      crossAccount: owner !== principal.account,
    };
    const answer = decide(this.amended(question));
    this.options.journal?.({ principal, question, answer });
    if (answer.allowed) return;
    const { reason, policies } = answer;
    throw accessDenied({ caller: principal.arn, action, resource, reason, policies, service: scope.service });
  }

  private amended(question: Question): Question {
    const { amendPolicy } = this.options;
    if (!amendPolicy) return question;
    const { identity, resource } = question;
    return {
      ...question,
      identity: identity.map(amendPolicy),
      ...(resource && { resource: amendPolicy(resource) }),
    };
  }

  private identityPolicies(principal: Principal, role: Role | undefined): readonly Policy[] {
    if (role) return [...role.policies.values()];
    const isAdministrator =
      principal.arn === this.operator.arn || principal.arn === visitorOf(principal.account)?.arn;
    return isAdministrator ? [this.administratorPolicy] : [];
  }

  /**
   * A bucket's policy covers its objects, that of a package repository its packages; a role's trust policy is the
   * resource policy of assuming it.
   */
  private policyOf(resource: string): Policy | undefined {
    const bucket = /^(arn:aws:s3:::[^/]+)\//.exec(resource)?.[1];
    const [, place, name] =
      /^(arn:aws:codeartifact:[^:]*:[^:]*:)package\/([^/]+\/[^/]+)\//.exec(resource) ?? [];
    const repository = place && `${place}repository/${name}`;
    return (
      this.resourcePolicies.get(bucket ?? repository ?? resource) ?? this.identities.role(resource)?.trust
    );
  }

  assumeRole(request: ServiceAssumption) {
    const { roleArn, service, sourceArn } = request;
    const principal = servicePrincipal({ service, account: this.options.account, sourceArn });
    const permission = { action: 'sts:AssumeRole', resource: roleArn };
    this.decide(principal, permission, { region: 'us-east-1', service: 'sts' });
    return this.openSession(request);
  }

  openSession({ roleArn, sessionName, durationSeconds = 3600 }: SessionRequest) {
    const role = this.identities.role(roleArn);
    if (!role) throw new ServiceError('AccessDenied', `${roleArn}: there is no such role in the assembly`);
    if (durationSeconds > role.maxSessionSeconds) {
      throw new ServiceError(
        'ValidationError',
        'The requested DurationSeconds exceeds the MaxSessionDuration set for this role.',
      );
    }
    const expiration = this.options.clock.now() + durationSeconds * 1000;
    const credentials = this.tokens.issue({ roleArn, sessionName, expiration });
    return { principal: this.sessionPrincipal(role, sessionName), credentials };
  }

  private sessionPrincipal(role: Role, sessionName: string): Principal {
    const { account } = this.options;
    // The ARN of a session has the role's name without its path.
    const arn = `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`;
    return { arn, roleArn: role.arn, account };
  }

  identify(accessKeyId: string, sessionToken?: string): Principal {
    if (sessionToken === undefined) {
      const user = accessKeyId === OPERATOR.accessKeyId ? this.operator : visitorOf(accessKeyId);
      if (user) return user;
    }
    const session = this.tokens.open(accessKeyId, sessionToken, this.options.clock.now());
    const role = this.identities.role(session.roleArn);
    if (!role) throw invalidToken();
    return this.sessionPrincipal(role, session.sessionName);
  }

  secretAccessKey(accessKeyId: string): string | undefined {
    return accessKeyId === OPERATOR.accessKeyId || visitorOf(accessKeyId)
      ? OPERATOR.secretAccessKey
      : this.tokens.secretOf(accessKeyId);
  }

  userId(principal: Principal): string {
    if (principal.roleArn === undefined) return uniqueId('AIDA', principal.arn);
    const session = principal.arn.slice(principal.arn.lastIndexOf('/') + 1);
    return `${uniqueId('AROA', principal.roleArn)}:${session}`;
  }

  putRole(definition: RoleDefinition): Role {
    return this.identities.putRole(definition);
  }

  putResourcePolicy(resourceArn: string, policy: unknown): void {
    if (policy === undefined || policy === null) this.resourcePolicies.delete(resourceArn);
    else
      this.resourcePolicies.set(
        resourceArn,
        parsePolicy(policy, 'resource-based', `policy of ${resourceArn}`),
      );
  }
}

function callerOf(principal: Principal): Caller {
  if (isServicePrincipal(principal)) return { account: principal.account, arns: [], service: principal.arn };
  const arns = principal.roleArn === undefined ? [principal.arn] : [principal.arn, principal.roleArn];
  return { account: principal.account, arns };
}

/** Account of a resource. The ARNs of buckets name none; a call that is about no resource stays in its own account. */
function ownerOf(resource: string, accounts: { deployment: string; caller: string }): string {
  if (!resource.startsWith('arn:')) return accounts.caller;
  return resource.split(':')[4] || accounts.deployment;
}
