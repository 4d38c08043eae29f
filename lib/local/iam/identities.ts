import { createHash } from 'node:crypto';
import { managedPolicy } from './managed-policies';
import { parsePolicy } from './policy/parse-policy';
import type { Policy } from './policy/policy';
import { base32 } from './session-tokens';

/** A role of the account. */
export interface Role {
  readonly arn: string;
  readonly name: string;
  /** `AROA…` */
  readonly id: string;
  readonly trust: Policy;
  readonly maxSessionSeconds: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Policies by a name that is unique within the role, so that deploying again replaces them. */
  readonly policies: Map<string, Policy>;
}

/** What a role is made of. */
export interface RoleDefinition {
  readonly arn: string;
  readonly name: string;
  readonly trustPolicy: unknown;
  readonly maxSessionSeconds?: number;
  readonly tags?: Readonly<Record<string, string>>;
  readonly managedPolicyArns?: readonly string[];
  readonly inlinePolicies?: readonly { readonly name: string; readonly document: unknown }[];
}

/** Roles and managed policies of the account, in memory: every start deploys them again. */
export class Identities {
  private readonly roles = new Map<string, Role>();
  private readonly managed = new Map<string, Policy>();

  /** @throws Error that names a policy element that is not supported */
  putRole(definition: RoleDefinition): Role {
    const where = `role ${definition.name}`;
    const policies = new Map<string, Policy>();
    for (const arn of definition.managedPolicyArns ?? []) policies.set(arn, this.managedPolicy(arn));
    for (const { name, document } of definition.inlinePolicies ?? [])
      policies.set(`inline ${name}`, parsePolicy(document, 'identity-based', `${where}, policy ${name}`));
    const role: Role = {
      arn: definition.arn,
      name: definition.name,
      id: uniqueId('AROA', definition.arn),
      trust: parsePolicy(definition.trustPolicy, 'trust', `${where}, trust policy`),
      maxSessionSeconds: definition.maxSessionSeconds ?? 3600,
      tags: definition.tags ?? {},
      policies,
    };
    this.roles.set(role.arn, role);
    return role;
  }

  role(arn: string): Role | undefined {
    return this.roles.get(arn);
  }

  /** Adds an inline policy to a role, by the role's name. */
  attachInline(roleName: string, policyName: string, document: unknown): void {
    const role = this.roleNamed(roleName);
    const where = `role ${role.name}, policy ${policyName}`;
    role.policies.set(`inline ${policyName}`, parsePolicy(document, 'identity-based', where));
  }

  putManagedPolicy(arn: string, document: unknown): void {
    this.managed.set(arn, parsePolicy(document, 'identity-based', `policy ${arn}`));
  }

  attachManaged(roleName: string, policyArn: string): void {
    this.roleNamed(roleName).policies.set(policyArn, this.managedPolicy(policyArn));
  }

  private managedPolicy(arn: string): Policy {
    return this.managed.get(arn) ?? parsePolicy(managedPolicy(arn), 'identity-based', `policy ${arn}`);
  }

  private roleNamed(name: string): Role {
    for (const role of this.roles.values()) if (role.name === name) return role;
    throw new Error(`expected a role of the assembly, but there is no role named "${name}"`);
  }
}

/** Id that stays the same over restarts. */
export function uniqueId(prefix: string, arn: string): string {
  return prefix + base32(createHash('sha256').update(arn).digest().subarray(0, 11));
}
