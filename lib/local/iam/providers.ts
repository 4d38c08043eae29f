import { generatedName } from '../assembly/generated-name';
import { refuseUnknownProperties } from '../assembly/known-properties';
import type { DeployedResource, ResolvedResource, ResourceProvider } from '../assembly/resource-provider';
import type { Identities } from './identities';

/** Deploys the IAM resources of the assembly. */
export function createIamProviders(identities: Identities): readonly ResourceProvider[] {
  return [
    { type: 'AWS::IAM::Role', deploy: async (resource) => deployRole(resource, identities) },
    { type: 'AWS::IAM::Policy', deploy: async (resource) => deployPolicy(resource, identities) },
    {
      type: 'AWS::IAM::ManagedPolicy',
      deploy: async (resource) => deployManagedPolicy(resource, identities),
    },
  ];
}

function deployRole(resource: ResolvedResource, identities: Identities): DeployedResource {
  const { properties } = resource;
  refuseUnknownProperties(resource, {
    emulated: [
      'AssumeRolePolicyDocument',
      'ManagedPolicyArns',
      'MaxSessionDuration',
      'Path',
      'Policies',
      'RoleName',
      'Tags',
    ],
    withoutEffect: ['Description'],
  });
  const name: string = properties.RoleName ?? generatedName(resource);
  const arn = `arn:aws:iam::${resource.account}:role${properties.Path ?? '/'}${name}`;
  const role = identities.putRole({
    arn,
    name,
    trustPolicy: properties.AssumeRolePolicyDocument,
    maxSessionSeconds: properties.MaxSessionDuration,
    tags: Object.fromEntries((properties.Tags ?? []).map((tag: any) => [tag.Key, tag.Value])),
    managedPolicyArns: properties.ManagedPolicyArns,
    inlinePolicies: (properties.Policies ?? []).map((policy: any) => ({
      name: policy.PolicyName,
      document: policy.PolicyDocument,
    })),
  });
  return { ref: name, attributes: { Arn: arn, RoleId: role.id } };
}

function deployPolicy(resource: ResolvedResource, identities: Identities): DeployedResource {
  const { properties } = resource;
  refuseUnknownProperties(resource, { emulated: ['PolicyDocument', 'PolicyName', 'Roles'] });
  const name: string = properties.PolicyName;
  for (const role of properties.Roles ?? []) identities.attachInline(role, name, properties.PolicyDocument);
  return { ref: generatedName(resource), attributes: { Id: generatedName(resource) } };
}

function deployManagedPolicy(resource: ResolvedResource, identities: Identities): DeployedResource {
  const { properties } = resource;
  refuseUnknownProperties(resource, {
    emulated: ['ManagedPolicyName', 'Path', 'PolicyDocument', 'Roles'],
    withoutEffect: ['Description'],
  });
  const name: string = properties.ManagedPolicyName ?? generatedName(resource);
  const arn = `arn:aws:iam::${resource.account}:policy${properties.Path ?? '/'}${name}`;
  identities.putManagedPolicy(arn, properties.PolicyDocument);
  for (const role of properties.Roles ?? []) identities.attachManaged(role, arn);
  return { ref: arn, attributes: { PolicyArn: arn } };
}
