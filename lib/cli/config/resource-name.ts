/** What stands for values that only a deployment knows. */
const UNKNOWN: Readonly<Record<string, string>> = { 'AWS::AccountId': 'ACCOUNT', 'AWS::Partition': 'aws' };

/** What a name in a template comes to, as far as it is known before the deployment. */
export interface NameScope {
  readonly region: string;
  readonly account?: string;
}

/** Writes a value of a template as one text: `vigilant-releases-ACCOUNT-us-east-1`. */
export function plainText(value: unknown, scope: NameScope): string {
  if (typeof value === 'string') return value;
  const { Ref: ref, 'Fn::Join': join, 'Fn::GetAtt': attribute } = (value ?? {}) as Record<string, any>;
  if (ref === 'AWS::Region') return scope.region;
  if (ref === 'AWS::AccountId' && scope.account) return scope.account;
  if (ref !== undefined) return UNKNOWN[ref] ?? `<${ref}>`;
  if (join !== undefined) return join[1].map((part: unknown) => plainText(part, scope)).join(join[0]);
  if (attribute !== undefined) return `<${attribute.join('.')}>`;
  return JSON.stringify(value);
}

/** Properties that name a resource although they are not called after its type. */
const NAMING: Readonly<Record<string, (properties: any) => unknown[]>> = {
  'AWS::CodeArtifact::Repository': ({ DomainName, RepositoryName }) => [DomainName, '/', RepositoryName],
  'AWS::CodeArtifact::PackageGroup': ({ DomainName, Pattern }) => [DomainName, Pattern],
  'AWS::KMS::Key': ({ Description }) => [Description],
  'AWS::SNS::Subscription': ({ Protocol, Endpoint }) => [Protocol, ':', Endpoint],
};

/** The name that people know a resource by; undefined for what only belongs to another resource. */
export function resourceName(type: string, properties: any, scope: NameScope): string | undefined {
  const naming = NAMING[type];
  if (naming !== undefined) {
    return naming(properties)
      .map((part) => plainText(part, scope))
      .join('');
  }
  const last = type.split('::').at(-1) as string;
  const key = Object.keys(properties ?? {}).find(
    (name) => name === 'Name' || (name.endsWith('Name') && last.endsWith(name.slice(0, -4))),
  );
  return key && plainText(properties[key], scope);
}
