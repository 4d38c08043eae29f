import { PolicyDocument, type PolicyStatement, Role, type RoleProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Properties of a {@link ServiceRole}. */
export interface ServiceRoleProps extends Pick<RoleProps, 'assumedBy' | 'description'> {
  /** Deterministic, so that policies elsewhere can name the role before it exists. */
  readonly roleName: string;
  /** Everything the role may do. */
  readonly statements: readonly PolicyStatement[];
}

/**
 * A role whose policy is exactly what is written here. The policy is part of the role, so nothing that uses the role
 * can start before the policy is in place.
 *
 * Pass `role.exact` on to other constructs: their own grants are wider than needed (an S3 read grant allows
 * `s3:GetObject*`, `s3:GetBucket*` and `s3:List*`) and would be added without being seen here.
 */
export class ServiceRole extends Role {
  /** The role, closed to the grants of other constructs. */
  readonly exact = this.withoutPolicyUpdates();

  constructor(scope: Construct, id: string, props: ServiceRoleProps) {
    super(scope, id, {
      roleName: props.roleName,
      assumedBy: props.assumedBy,
      description: props.description,
      inlinePolicies:
        props.statements.length > 0
          ? { permissions: new PolicyDocument({ statements: [...props.statements] }) }
          : undefined,
    });
  }
}
