import type { ResolvedResource } from '../../../lib/local/assembly/resource-provider';
import { createIam, type LocalIam } from '../../../lib/local/iam/create-iam';
import { OPERATOR } from '../../../lib/local/iam/iam';
import type { Decision } from '../../../lib/local/iam/journal';
import { servicePrincipal } from '../../../lib/local/iam/service-principal';
import type { Principal } from '../../../lib/local/service';
import { openStore } from '../../../lib/local/storage/store';
import { SleeplessClock } from '../sleepless-clock';

const ACCOUNT = '000000000000';
const NOW = Date.UTC(2026, 0, 1);
const clock = new SleeplessClock();
beforeEach(() => {
  clock.time = NOW;
});

const trust = (Principal: unknown, more: object = {}) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Principal, Action: 'sts:AssumeRole', ...more }],
});
const allow = (Action: string | string[], Resource: string, Condition?: object) => ({
  Version: '2012-10-17',
  Statement: [{ Effect: 'Allow', Action, Resource, ...(Condition ? { Condition } : {}) }],
});
const resourceOf = (type: string, logicalId: string, properties: object): ResolvedResource => ({
  ...{ stack: 'stack', logicalId, type, region: 'us-east-1', account: ACCOUNT },
  properties,
});
const deploy = (iam: LocalIam, type: string, logicalId: string, properties: object) =>
  iam.providers.find((provider) => provider.type === type)!.deploy(resourceOf(type, logicalId, properties));

const BUILD = { Service: 'codebuild.amazonaws.com' };

async function withRole(properties: object) {
  const iam = await createIam({ account: ACCOUNT, clock });
  const role = await deploy(iam, 'AWS::IAM::Role', 'Role', {
    AssumeRolePolicyDocument: trust(BUILD),
    RoleName: 'builder',
    ...properties,
  });
  const roleArn = role.attributes!['Arn'] as string;
  const session = iam.assumeRole({ roleArn, sessionName: 'job', service: BUILD.Service });
  return { iam, roleArn, ...session };
}

const decide = (iam: LocalIam, principal: Principal, action: string, resource: string, context?: object) => {
  try {
    const permission = {
      action,
      resource,
      ...(context ? { context: context as Record<string, string> } : {}),
    };
    const service = action.split(':')[0] as string;
    iam.authorize(principal, [permission], { region: 'us-east-1', service });
    return 'allowed';
  } catch (error) {
    return `${(error as any).code}: ${(error as Error).message}`;
  }
};

const BUCKET = 'arn:aws:s3:::b';
const KEY = `arn:aws:kms:us-east-1:${ACCOUNT}:key/k`;
const FUNCTION = `arn:aws:lambda:us-east-1:${ACCOUNT}:function:f`;
const WHO = `User: arn:aws:sts::${ACCOUNT}:assumed-role/builder/job is not authorized to perform`;

describe('roles', () => {
  test('inline, attached and managed policies of a role allow, and nothing else does', async () => {
    const { iam, principal } = await withRole({
      Policies: [{ PolicyName: 'inline', PolicyDocument: allow('codebuild:StartBuild', '*') }],
      ManagedPolicyArns: ['arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole'],
    });
    await deploy(iam, 'AWS::IAM::Policy', 'Attached', {
      PolicyName: 'attached',
      PolicyDocument: allow('sns:Publish', '*'),
      Roles: ['builder'],
    });
    const managed = await deploy(iam, 'AWS::IAM::ManagedPolicy', 'Managed', {
      PolicyDocument: allow('dynamodb:GetItem', '*'),
      Roles: ['builder'],
    });
    expect(managed.ref).toMatch(/^arn:aws:iam::000000000000:policy\/stack-Managed-/);
    for (const action of ['codebuild:StartBuild', 'logs:PutLogEvents', 'sns:Publish', 'dynamodb:GetItem'])
      expect(decide(iam, principal, action, `arn:aws:x:us-east-1:${ACCOUNT}:y`)).toBe('allowed');
    expect(
      decide(iam, principal, 'codebuild:StopBuild', `arn:aws:codebuild:us-east-1:${ACCOUNT}:project/p`),
    ).toBe(
      `AccessDeniedException: ${WHO}: codebuild:StopBuild on resource: arn:aws:codebuild:us-east-1:${ACCOUNT}:project/p ` +
        'because no identity-based policy allows the codebuild:StopBuild action',
    );
  });

  test('an explicit deny in an identity policy is named as such', async () => {
    const { iam, principal } = await withRole({
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: { Statement: { Effect: 'Deny', Action: 'sns:*', Resource: '*' } },
        },
      ],
    });
    expect(decide(iam, principal, 'sns:Publish', 'arn:aws:sns:us-east-1:0:t')).toBe(
      `AuthorizationErrorException: ${WHO}: sns:Publish on resource: arn:aws:sns:us-east-1:0:t ` +
        'with an explicit deny in an identity-based policy',
    );
  });

  test('condition keys of the call, the caller and the operation decide', async () => {
    const { iam, principal } = await withRole({
      Tags: [{ Key: 'team', Value: 'red' }],
      Policies: [
        {
          PolicyName: 'p',
          PolicyDocument: allow('sts:GetServiceBearerToken', '*', {
            StringEquals: {
              'sts:AWSServiceName': 'codeartifact.amazonaws.com',
              'aws:RequestedRegion': 'us-east-1',
              'aws:PrincipalTag/team': 'red',
              'aws:PrincipalAccount': ACCOUNT,
              'aws:ResourceAccount': ACCOUNT,
              'aws:PrincipalType': 'AssumedRole',
            },
            Null: { 'aws:username': 'true' },
            NumericEquals: { 'aws:EpochTime': String(NOW / 1000) },
            ArnEquals: { 'aws:PrincipalArn': `arn:aws:iam::${ACCOUNT}:role/builder` },
            Bool: {
              ...{ 'aws:SecureTransport': 'true', 'aws:ViaAWSService': 'false' },
              'aws:PrincipalIsAWSService': 'false',
            },
          }),
        },
      ],
    });
    const token = (service: string) =>
      decide(iam, principal, 'sts:GetServiceBearerToken', '*', { 'sts:AWSServiceName': service });
    expect(token('codeartifact.amazonaws.com')).toBe('allowed');
    expect(token('other.amazonaws.com')).toContain('AccessDenied: User:');
  });

  test.each([
    [{ PermissionsBoundary: 'arn:x' }, 'PermissionsBoundary'],
    [{ ManagedPolicyArns: ['arn:aws:iam::aws:policy/PowerUserAccess'] }, 'PowerUserAccess is not known here'],
    [
      {
        Policies: [
          { PolicyName: 'p', PolicyDocument: allow('*', '*', { IpAddress: { 'aws:SourceIp': '1' } }) },
        ],
      },
      'role builder, policy p: Statement[0]: condition operator "IpAddress"',
    ],
    [{ AssumeRolePolicyDocument: trust({ Federated: 'x' }) }, 'role builder, trust policy: Statement[0]'],
  ])('a role with %j is refused when it is deployed', async (properties, message) => {
    await expect(withRole(properties)).rejects.toThrow(message);
  });

  test('a policy for a role that does not exist is refused', async () => {
    const iam = await createIam({ account: ACCOUNT, clock });
    const properties = { PolicyName: 'p', PolicyDocument: allow('*', '*'), Roles: ['nobody'] };
    await expect(deploy(iam, 'AWS::IAM::Policy', 'P', properties)).rejects.toThrow('no role named "nobody"');
  });
});

describe('resource policies', () => {
  const statement = (effect: string, principal: object, more: object = {}) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: effect, ...principal, Action: '*', Resource: '*', ...more }],
  });

  test('within the account either kind of policy allows', async () => {
    const { iam, principal, roleArn } = await withRole({});
    expect(decide(iam, principal, 's3:GetObject', `${BUCKET}/k`)).toBe(
      `AccessDenied: ${WHO}: s3:GetObject on resource: "${BUCKET}/k" ` +
        'because no identity-based policy allows the s3:GetObject action',
    );
    iam.putResourcePolicy(BUCKET, statement('Allow', { Principal: { AWS: roleArn } }));
    expect(decide(iam, principal, 's3:GetObject', `${BUCKET}/k`)).toBe('allowed');
    iam.putResourcePolicy(BUCKET, statement('Allow', { Principal: { AWS: ACCOUNT } }));
    expect(decide(iam, principal, 's3:GetObject', `${BUCKET}/k`)).toContain('no identity-based policy');
    iam.putResourcePolicy(BUCKET, undefined);
    expect(decide(iam, principal, 's3:GetObject', `${BUCKET}/k`)).toContain('no identity-based policy');
  });

  test('a deny holds for the operator too, and spares whom a condition excepts', async () => {
    const { iam, principal, roleArn } = await withRole({
      Policies: [{ PolicyName: 'p', PolicyDocument: allow('*', '*') }],
    });
    const Condition = { ArnNotEquals: { 'aws:PrincipalArn': roleArn } };
    iam.putResourcePolicy(BUCKET, statement('Deny', { Principal: '*' }, { Condition }));
    expect(decide(iam, principal, 's3:PutObject', `${BUCKET}/k`)).toBe('allowed');
    expect(decide(iam, iam.operator, 's3:PutObject', `${BUCKET}/k`)).toBe(
      `AccessDenied: User: arn:aws:iam::${ACCOUNT}:user/operator is not authorized to perform: s3:PutObject on ` +
        `resource: "${BUCKET}/k" with an explicit deny in a resource-based policy`,
    );
  });

  test('a rule that demands TLS is met on loopback', async () => {
    const { iam } = await withRole({});
    for (const Condition of [
      { Bool: { 'aws:SecureTransport': 'false' } },
      { NumericLessThanIfExists: { 's3:TlsVersion': '1.2' } },
    ]) {
      iam.putResourcePolicy(BUCKET, statement('Deny', { Principal: '*' }, { Condition }));
      expect(decide(iam, iam.operator, 's3:PutObject', `${BUCKET}/k`)).toBe('allowed');
    }
  });

  test('a user is known to them by its name', async () => {
    const { iam, principal } = await withRole({});
    const Condition = { StringEquals: { 'aws:username': 'operator', 'aws:PrincipalType': 'User' } };
    iam.putResourcePolicy(BUCKET, statement('Deny', { Principal: '*' }, { Condition }));
    expect(decide(iam, iam.operator, 's3:PutObject', `${BUCKET}/k`)).toContain('explicit deny');
    expect(decide(iam, principal, 's3:PutObject', `${BUCKET}/k`)).toContain('no identity-based policy');
  });

  test('a role is assumed by whom its trust policy names, whatever the policies of others allow', async () => {
    const { iam, principal, roleArn } = await withRole({
      Policies: [{ PolicyName: 'p', PolicyDocument: allow('sts:*', '*') }],
    });
    expect(decide(iam, principal, 'sts:AssumeRole', roleArn)).toContain('no resource-based policy allows');
  });

  test("a key's own policy must allow, or leave it to the account", async () => {
    const { iam, principal, roleArn } = await withRole({
      Policies: [{ PolicyName: 'p', PolicyDocument: allow('kms:Decrypt', '*') }],
    });
    const refused = 'because no resource-based policy allows the kms:Decrypt action';
    expect(decide(iam, principal, 'kms:Decrypt', KEY)).toContain(refused);
    iam.putResourcePolicy(
      KEY,
      statement('Allow', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:role/other` } }),
    );
    expect(decide(iam, principal, 'kms:Decrypt', KEY)).toContain(refused);
    iam.putResourcePolicy(KEY, statement('Allow', { Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` } }));
    expect(decide(iam, principal, 'kms:Decrypt', KEY)).toBe('allowed');
    expect(decide(iam, principal, 'kms:Encrypt', KEY)).toContain('no identity-based policy');
    iam.putResourcePolicy(KEY, statement('Allow', { Principal: { AWS: roleArn } }));
    expect(decide(iam, principal, 'kms:Encrypt', KEY)).toBe('allowed');
  });

  test('a service is allowed by a resource policy only, for the source that it names', async () => {
    const { iam } = await withRole({});
    const rule = servicePrincipal({
      service: 'events.amazonaws.com',
      account: ACCOUNT,
      sourceArn: 'arn:aws:events:x:0:rule/r',
    });
    expect(decide(iam, rule, 'lambda:InvokeFunction', FUNCTION)).toBe(
      'AccessDeniedException: User: events.amazonaws.com is not authorized to perform: lambda:InvokeFunction on ' +
        `resource: ${FUNCTION} because no resource-based policy allows the lambda:InvokeFunction action`,
    );
    const Condition = {
      ArnLike: { 'AWS:SourceArn': 'arn:aws:events:x:0:rule/r' },
      Bool: { 'aws:PrincipalIsAWSService': 'true' },
    };
    iam.putResourcePolicy(FUNCTION, statement('Allow', { Principal: { Service: rule.arn } }, { Condition }));
    expect(decide(iam, rule, 'lambda:InvokeFunction', FUNCTION)).toBe('allowed');
    const other = servicePrincipal({
      service: rule.arn,
      account: ACCOUNT,
      sourceArn: 'arn:aws:events:x:0:rule/q',
    });
    expect(decide(iam, other, 'lambda:InvokeFunction', FUNCTION)).toContain('AccessDenied');
  });
});

describe('another account', () => {
  const OTHER = '444455556666';
  const TOKEN = `arn:aws:codeartifact:us-east-1:${ACCOUNT}:domain/d`;
  const letIn = (Principal: unknown, Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Principal, Action, Resource: '*' }],
  });

  test('comes with its number as access key, as its administrator', async () => {
    const iam = await createIam({ account: ACCOUNT, clock });
    const visitor = iam.identify(OTHER);
    expect(visitor).toEqual({ arn: `arn:aws:iam::${OTHER}:user/operator`, account: OTHER });
    expect(iam.secretAccessKey(OTHER)).toBe(OPERATOR.secretAccessKey);
    expect(() => iam.identify('44445555666')).toThrow(
      'The security token included in the request is invalid',
    );
  });

  test('is let in by the policy of the resource alone, action by action', async () => {
    const iam = await createIam({ account: ACCOUNT, clock });
    const visitor = iam.identify(OTHER);
    const action = 'codeartifact:GetAuthorizationToken';
    const refused = `AccessDeniedException: User: ${visitor.arn} is not authorized to perform: ${action} on resource: ${TOKEN} because no resource-based policy allows the ${action} action`;
    expect(decide(iam, visitor, action, TOKEN)).toBe(refused);
    iam.putResourcePolicy(TOKEN, letIn({ AWS: '777788889999' }, action));
    expect(decide(iam, visitor, action, TOKEN)).toBe(refused);
    iam.putResourcePolicy(TOKEN, letIn({ AWS: `arn:aws:iam::${OTHER}:root` }, action));
    expect(decide(iam, visitor, action, TOKEN)).toBe('allowed');
    expect(decide(iam, visitor, 'codeartifact:DeleteDomain', TOKEN)).toContain('no resource-based policy');
  });

  test('has nothing to say about buckets, whose ARNs name no account, but does as it likes at home', async () => {
    const iam = await createIam({ account: ACCOUNT, clock });
    const visitor = iam.identify(OTHER);
    expect(decide(iam, visitor, 's3:GetObject', `${BUCKET}/key`)).toContain('no resource-based policy');
    expect(decide(iam, visitor, 'sts:GetServiceBearerToken', '*')).toBe('allowed');
  });

  test('needs its own policies too: a role that the account does not know may do nothing', async () => {
    const iam = await createIam({ account: ACCOUNT, clock });
    const roleArn = `arn:aws:iam::${OTHER}:role/nobody`;
    const role = { arn: `arn:aws:sts::${OTHER}:assumed-role/nobody/s`, roleArn, account: OTHER };
    const action = 'codeartifact:GetAuthorizationToken';
    iam.putResourcePolicy(TOKEN, letIn({ AWS: roleArn }, action));
    expect(decide(iam, role, action, TOKEN)).toContain('no identity-based policy');
  });
});

test('a policy that is amended decides without what is gone, and the journal keeps it as it was deployed', async () => {
  const journal: Decision[] = [];
  let gone = '';
  const iam = await createIam({
    account: ACCOUNT,
    clock,
    journal: (decision) => journal.push(decision),
    amendPolicy: (policy) => ({
      ...policy,
      statements: policy.statements.filter(({ sid }) => sid !== gone),
    }),
  });
  const statement = (Sid: string, Effect: string, Action: string) => ({
    Version: '2012-10-17',
    Statement: [{ Sid, Effect, Principal: { AWS: iam.operator.arn }, Action, Resource: '*' }],
  });
  iam.putResourcePolicy(BUCKET, statement('Refuse', 'Deny', 's3:PutObject'));
  const put = () => decide(iam, iam.operator, 's3:PutObject', `${BUCKET}/k`);
  expect(put()).toContain('with an explicit deny');
  gone = 'Refuse';
  expect(put()).toBe('allowed');
  const [first, second] = journal;
  expect([first?.answer.allowed, second?.answer.allowed]).toEqual([false, true]);
  expect(second?.question.resource).toEqual(first?.question.resource);
});

describe('credentials', () => {
  test('only the service that the trust policy names can assume a role', async () => {
    const { iam, roleArn } = await withRole({});
    const session = (service: string, arn = roleArn) =>
      iam.assumeRole({ roleArn: arn, sessionName: 's', service });
    expect(session('codebuild.amazonaws.com').principal.arn).toBe(
      `arn:aws:sts::${ACCOUNT}:assumed-role/builder/s`,
    );
    expect(() => session('lambda.amazonaws.com')).toThrow(
      'no resource-based policy allows the sts:AssumeRole',
    );
    expect(() => session('codebuild.amazonaws.com', `${roleArn}x`)).toThrow('sts:AssumeRole');
  });

  test('they identify their session until they expire', async () => {
    const { iam, principal, credentials } = await withRole({});
    expect(iam.identify(credentials.accessKeyId, credentials.sessionToken)).toEqual(principal);
    expect(iam.identify(OPERATOR.accessKeyId)).toEqual(iam.operator);
    expect(credentials.expiration).toBe(NOW + 3_600_000);
    clock.time = credentials.expiration - 1;
    expect(iam.identify(credentials.accessKeyId, credentials.sessionToken)).toEqual(principal);
    clock.time = credentials.expiration;
    expect(() => iam.identify(credentials.accessKeyId, credentials.sessionToken)).toThrow(
      expect.objectContaining({ code: 'ExpiredToken', message: expect.stringMatching(/ is expired$/) }),
    );
  });

  test.each([
    ['without a token', (token: string) => [undefined, token][0]],
    ['with a changed token', (token: string) => token.replace(/^./, (first) => (first === 'e' ? 'f' : 'e'))],
    ['with a changed proof', (token: string) => `${token.slice(0, -2)}AA`],
    ['with garbage', () => '....'],
  ])('they are refused %s', async (_how, change) => {
    const { iam, credentials } = await withRole({});
    expect(() => iam.identify(credentials.accessKeyId, change(credentials.sessionToken))).toThrow(
      expect.objectContaining({
        code: 'InvalidClientTokenId',
        message: 'The security token included in the request is invalid.',
      }),
    );
  });

  test('they are refused with the token of another session, and have a secret of their own', async () => {
    const { iam, roleArn, credentials } = await withRole({});
    const other = iam.assumeRole({ roleArn, sessionName: 'other', service: BUILD.Service }).credentials;
    expect(() => iam.identify(credentials.accessKeyId, other.sessionToken)).toThrow('is invalid');
    expect(credentials.secretAccessKey).toMatch(/^[^ ]{40}$/);
    expect(credentials.secretAccessKey).not.toBe(other.secretAccessKey);
  });

  test('they survive a restart that keeps the store, and no other', async () => {
    const store = await openStore();
    const role = {
      ...{ arn: `arn:aws:iam::${ACCOUNT}:role/r`, name: 'r', trustPolicy: trust(BUILD) },
    };
    const first = await createIam({ account: ACCOUNT, clock, store });
    first.putRole(role);
    const { credentials, principal } = first.assumeRole({
      ...{ roleArn: role.arn, sessionName: 's', service: BUILD.Service },
    });
    const second = await createIam({ account: ACCOUNT, clock, store });
    second.putRole(role);
    expect(second.identify(credentials.accessKeyId, credentials.sessionToken)).toEqual(principal);
    expect(second.secretAccessKey(credentials.accessKeyId)).toBe(credentials.secretAccessKey);
    const other = await createIam({ account: ACCOUNT, clock });
    other.putRole(role);
    expect(() => other.identify(credentials.accessKeyId, credentials.sessionToken)).toThrow('is invalid');
    await store.close();
  });
});
