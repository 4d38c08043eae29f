import { Stack } from 'aws-cdk-lib';
import { AccountPrincipal, AnyPrincipal, Effect, PolicyDocument, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';

/** Names of the roles that may do what everyone else is denied. */
export interface WorkflowRoles {
  readonly publishJob: string;
  readonly inspect: string;
  readonly promote: string;
  readonly retract: string;
}

/**
 * Policy of a staging repository: only the workflow reads and writes it. What is being staged is nobody else's to
 * see, and a deny holds for an administrator too.
 */
export function stagingPolicy(scope: Construct, roles: WorkflowRoles): PolicyDocument {
  return new PolicyDocument({
    statements: [
      denyExcept(scope, {
        sid: 'OnlyPublishJobUploads',
        actions: ['codeartifact:PublishPackageVersion', 'codeartifact:PutPackageMetadata'],
        roles: [roles.publishJob],
      }),
      denyExcept(scope, {
        sid: 'NothingIsCopiedIn',
        actions: ['codeartifact:CopyPackageVersions'],
        roles: [],
      }),
      denyExcept(scope, {
        sid: 'OnlyRetractRemoves',
        actions: REMOVING_ACTIONS,
        roles: [roles.retract],
      }),
      denyExcept(scope, {
        sid: 'OnlyWorkflowReads',
        actions: ['codeartifact:ReadFromRepository'],
        roles: [roles.publishJob, roles.promote],
      }),
    ],
  });
}

/** Policy of a release repository: versions enter only as copies that the workflow has verified. */
export function releasePolicy(
  scope: Construct,
  roles: WorkflowRoles,
  consumerAccounts: readonly string[],
): PolicyDocument {
  return new PolicyDocument({
    statements: [
      denyExcept(scope, {
        sid: 'NobodyUploads',
        actions: ['codeartifact:PublishPackageVersion', 'codeartifact:PutPackageMetadata'],
        roles: [],
      }),
      denyExcept(scope, {
        sid: 'OnlyPromoteCopiesIn',
        actions: ['codeartifact:CopyPackageVersions'],
        roles: [roles.promote],
      }),
      ...consumers('ConsumersRead', consumerAccounts, CONSUMER_ACTIONS),
    ],
  });
}

/** Policy of a domain: lets other accounts get tokens. Without any it is empty, and CDK leaves an empty one away. */
export function domainPolicy(consumerAccounts: readonly string[]): PolicyDocument {
  return new PolicyDocument({
    statements: consumers('ConsumersGetTokens', consumerAccounts, ['codeartifact:GetAuthorizationToken']),
  });
}

const REMOVING_ACTIONS = [
  'codeartifact:DeletePackage',
  'codeartifact:DeletePackageVersions',
  'codeartifact:DisposePackageVersions',
  'codeartifact:UpdatePackageVersionsStatus',
];

const CONSUMER_ACTIONS = [
  'codeartifact:DescribePackageVersion',
  'codeartifact:GetRepositoryEndpoint',
  'codeartifact:ListPackageVersionAssets',
  'codeartifact:ListPackageVersions',
  'codeartifact:ListPackages',
  'codeartifact:ReadFromRepository',
];

function consumers(sid: string, accounts: readonly string[], actions: readonly string[]): PolicyStatement[] {
  if (accounts.length === 0) return [];
  return [
    new PolicyStatement({
      sid,
      principals: accounts.map((account) => new AccountPrincipal(account)),
      actions: [...actions],
      resources: ['*'],
    }),
  ];
}

/**
 * Denies `actions` to everyone but sessions of `roles`. The roles are named in a condition, not as principals: a
 * principal must exist when the policy is set, and these roles come later, in another region's stack. That the key comes
 * with uploads, too, which carry a token and no signature, is a guess: without it, everybody's would be denied.
 */
function denyExcept(
  scope: Construct,
  { sid, actions, roles }: { sid: string; actions: readonly string[]; roles: readonly string[] },
): PolicyStatement {
  const arns = roles.map((role) =>
    Stack.of(scope).formatArn({ service: 'iam', region: '', resource: 'role', resourceName: role }),
  );
  return new PolicyStatement({
    sid,
    effect: Effect.DENY,
    principals: [new AnyPrincipal()],
    actions: [...actions],
    // Resource policies of CodeArtifact hold for the resource they are attached to.
    resources: ['*'],
    conditions: arns.length > 0 ? { ArnNotEquals: { 'aws:PrincipalArn': arns } } : undefined,
  });
}
