import { Stack, Validations } from 'aws-cdk-lib';
import { PolicyDocument, PolicyStatement, Role, type RoleProps } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { Grant } from './grant';

/** Properties of a {@link ServiceRole}. */
export interface ServiceRoleProps extends Pick<RoleProps, 'assumedBy' | 'description'> {
  /** Deterministic, so that policies elsewhere can name the role before it exists. */
  readonly roleName: string;
  /** Everything the role may do. */
  readonly grants: readonly Grant[];
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
    const statements = props.grants.map(
      ({ sid, actions, resources, conditions }) =>
        new PolicyStatement({ sid, actions: [...actions], resources: [...resources], conditions }),
    );
    super(scope, id, {
      roleName: props.roleName,
      assumedBy: props.assumedBy,
      description: props.description,
      inlinePolicies: { permissions: new PolicyDocument({ statements }) },
    });
    this.acknowledgeWildcards(props.grants);
  }

  /** Every wildcard has its reason beside it; cdk-nag is told that reason, and nothing else is let through. */
  private acknowledgeWildcards(grants: readonly Grant[]): void {
    const reasons = new Map<string, string>();
    for (const { sid, resources, wildcard } of grants) {
      for (const resource of resources.map((token) => flatten(Stack.of(this).resolve(token)))) {
        if (!resource.includes('*')) continue;
        if (!wildcard) throw new Error(`${this.node.path}: grant ${sid}: say why ${resource} has a wildcard`);
        const before = reasons.get(resource);
        reasons.set(resource, `${before ? `${before}; ` : ''}${sid}: ${wildcard}`);
      }
    }
    for (const [resource, reason] of reasons) {
      Validations.of(this).acknowledge({ id: `AwsSolutions-IAM5[Resource::${resource}]`, reason });
    }
  }
}

/** Writes a resolved ARN as one text, references as `<Name.Attribute>`: the form in which cdk-nag names a finding. */
function flatten(resolved: any): string {
  if (typeof resolved === 'string') return resolved;
  if (resolved.Ref) return `<${resolved.Ref}>`;
  if (resolved['Fn::GetAtt']) return `<${resolved['Fn::GetAtt'].join('.')}>`;
  if (resolved['Fn::Sub']) return resolved['Fn::Sub'].replace(/\$\{([^}]+)\}/g, '<$1>');
  if (resolved['Fn::Join']) return resolved['Fn::Join'][1].map(flatten).join(resolved['Fn::Join'][0]);
  throw new Error(`expected an ARN of texts and references, got ${JSON.stringify(resolved)}`);
}
