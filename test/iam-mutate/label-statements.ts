/** A statement of a policy in a template, under the label that stands for it in the labelled copy. */
export interface LabelledStatement {
  readonly label: string;
  readonly stack: string;
  /** Role, bucket, key … that carries the policy, by its name in the template. */
  readonly owner: string;
  /** `identity`, `trust` or `resource`. */
  readonly kind: 'identity' | 'trust' | 'resource';
  /** Statement id, or its number where it has none. */
  readonly sid: string;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  /** As many as the template lists; 0 in a trust policy. */
  readonly resources: readonly string[];
}

/** A template with the name of its stack. */
export interface NamedTemplate {
  readonly stack: string;
  readonly template: { readonly Resources?: Readonly<Record<string, any>> };
}

/**
 * Gives every statement of every policy a `Sid` of its own, in place, and tells which is which. The engine keeps the
 * `Sid` and does not look at it when it decides, so a decision can be traced back to the template.
 */
export function labelStatements(templates: readonly NamedTemplate[]): readonly LabelledStatement[] {
  const found: LabelledStatement[] = [];
  for (const { stack, template } of templates) {
    for (const [logicalId, resource] of Object.entries(template.Resources ?? {})) {
      for (const { path, statements } of policiesIn(resource.Properties)) {
        statements.forEach((statement, index) => {
          const label = `M${String(found.length + 1).padStart(4, '0')}`;
          found.push({
            label,
            stack,
            owner: ownerOf(resource, logicalId),
            kind: kindOf(resource.Type, path),
            sid: statement.Sid ?? `#${index}`,
            effect: statement.Effect,
            actions: list(statement.Action ?? statement.NotAction),
            resources: list(statement.Resource ?? statement.NotResource).map(readable),
          });
          statement.Sid = label;
        });
      }
    }
  }
  return found;
}

function policiesIn(value: unknown, path = ''): { path: string; statements: any[] }[] {
  if (Array.isArray(value)) return value.flatMap((item) => policiesIn(item, path));
  if (typeof value !== 'object' || value === null) return [];
  const { Statement } = value as { Statement?: unknown };
  if (Array.isArray(Statement)) return [{ path, statements: Statement }];
  return Object.entries(value).flatMap(([name, member]) => policiesIn(member, `${path}.${name}`));
}

function kindOf(type: string, path: string): LabelledStatement['kind'] {
  if (!type.startsWith('AWS::IAM::')) return 'resource';
  return path === '.AssumeRolePolicyDocument' ? 'trust' : 'identity';
}

function ownerOf(resource: any, logicalId: string): string {
  const { RoleName, RepositoryName } = resource.Properties;
  return (
    RoleName ?? (RepositoryName ? `repository ${RepositoryName}` : logicalId.replace(/[0-9A-F]{8}$/, ''))
  );
}

function list<T>(value: T | readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : Array.isArray(value) ? value : [value as T];
}

/** An ARN with its references as `<Name>`, for a person to read. */
function readable(value: any): string {
  if (typeof value === 'string') return value;
  if (value.Ref) return `<${value.Ref}>`;
  if (value['Fn::GetAtt']) return `<${list(value['Fn::GetAtt']).join('.')}>`;
  if (value['Fn::Join']) return value['Fn::Join'][1].map(readable).join(value['Fn::Join'][0]);
  return JSON.stringify(value);
}
