import { resourcesOf, synthesize } from '../stacks/synthesize';
import { VARIANTS } from '../stacks/variants';

const { templates } = synthesize(VARIANTS['with an upstream, an approval, mail and consumers']);
const roles = resourcesOf(templates['vigilant-pipeline'], 'AWS::IAM::Role').map(([, { Properties }]) => ({
  name: Properties.RoleName as string,
  trust: Properties.AssumeRolePolicyDocument.Statement as any[],
  statements: Properties.Policies.flatMap((policy: any) => policy.PolicyDocument.Statement) as any[],
}));
const list = (value: unknown): unknown[] => (Array.isArray(value) ? value : [value]);
const of = (name: string) => roles.find((role) => role.name === `vigilant-${name}`)!;
const actionsOf = (name: string) =>
  of(name)
    .statements.flatMap(({ Action }) => list(Action))
    .sort();

test('every policy of a role is part of the role', () => {
  expect(resourcesOf(templates['vigilant-pipeline'], 'AWS::IAM::Policy')).toEqual([]);
  expect(resourcesOf(templates['vigilant-pipeline'], 'AWS::IAM::ManagedPolicy')).toEqual([]);
  for (const { statements } of roles)
    for (const { Sid } of statements) expect(Sid).toMatch(/^[A-Z][A-Za-z]+$/);
});

test('no role may do everything in a service, nor a family of actions', () => {
  const wild = roles.flatMap(({ name, statements }) =>
    statements
      .flatMap(({ Action }) => list(Action))
      .filter((action: any) => /[*?]/.test(action))
      .map((action) => `${name} ${action}`),
  );
  expect(wild).toEqual([]);
});

test('a grant on every resource is one for which the service authorization reference knows none', () => {
  const everything = roles.flatMap(({ name, statements }) =>
    statements.filter(({ Resource }) => list(Resource).includes('*')).map(({ Sid }) => `${name} ${Sid}`),
  );
  expect(everything.sort()).toEqual([
    // sts:GetServiceBearerToken has no resource type; a condition limits it to CodeArtifact.
    'vigilant-publish-job GetTokenFromSts',
    // Log deliveries have no ARN.
    'vigilant-publish-workflow DeliverLogs',
    // Nor do traces.
    'vigilant-publish-workflow Trace',
    'vigilant-sweep-workflow DeliverLogs',
    'vigilant-sweep-workflow Trace',
  ]);
  const token = of('publish-job').statements.find(({ Sid }) => Sid === 'GetTokenFromSts');
  expect(token.Condition).toEqual({ StringEquals: { 'sts:AWSServiceName': 'codeartifact.amazonaws.com' } });
});

test('only services assume the roles of services, and only the pipeline those of its actions', () => {
  for (const { name, trust } of roles) {
    for (const { Action, Principal } of trust) {
      expect(Action).toBe('sts:AssumeRole');
      if (name.endsWith('-action')) expect(Object.keys(Principal)).toEqual(['AWS']);
      else expect(list(Principal.Service)).toEqual([expect.stringMatching(/^[a-z]+\.amazonaws\.com$/)]);
    }
  }
});

test('the pipeline assumes the role of each of its actions, that of the approval too, and no other', () => {
  const [{ Resource }] = of('pipeline').statements.filter(({ Action }) => Action === 'sts:AssumeRole');
  const assumed = list(Resource).map((arn) => /:role\/([\w-]+)"/.exec(JSON.stringify(arn))?.[1]);
  const ofActions = roles.map(({ name }) => name).filter((name) => name.endsWith('-action'));
  expect(ofActions).toContain('vigilant-approval-action');
  expect(assumed.sort()).toEqual(ofActions.sort());
});

test('the publish job uploads to staging and nowhere else', () => {
  const codeartifact = of('publish-job').statements.filter(({ Action }) =>
    /codeartifact:(Publish|List)/.test(String(Action)),
  );
  const resources = JSON.stringify(codeartifact.map(({ Resource }) => Resource));
  expect(resources).toContain('package/vigilant/staging/pypi//*');
  expect(resources).not.toContain('/release/');
  expect(actionsOf('publish-job').filter((action) => /^codeartifact/.test(String(action)))).toEqual([
    'codeartifact:GetAuthorizationToken',
    'codeartifact:ListPackageVersionAssets',
    'codeartifact:PublishPackageVersion',
  ]);
});

test('the build job never touches CodeArtifact', () => {
  expect(actionsOf('build-job').filter((action) => /codeartifact|sts/.test(String(action)))).toEqual([]);
});

test('the inspect function changes nothing', () => {
  const reading = /:(Describe|Get|List)\w+$|^logs:(CreateLogStream|PutLogEvents)$/;
  expect(actionsOf('inspect').filter((action) => !reading.test(String(action)))).toEqual([]);
});

test('the state machine never deletes from the ledger, nor writes to the release store', () => {
  const actions = actionsOf('publish-workflow').filter((action) => /^(dynamodb|s3):/.test(String(action)));
  expect(actions).toEqual(['dynamodb:GetItem', 'dynamodb:UpdateItem', 's3:GetObject', 's3:ListBucket']);
});

test('only the retract function and Step Functions stop publish jobs, and no job but those', () => {
  const stoppers = roles.filter(({ statements }) =>
    statements.some(({ Action }) => list(Action).includes('codebuild:StopBuild')),
  );
  expect(stoppers.map(({ name }) => name).sort()).toEqual([
    'vigilant-build-action',
    'vigilant-publish-workflow',
    'vigilant-retract',
  ]);
  const { Action, Resource } = of('retract').statements.find(({ Sid }) => Sid === 'StopJobs');
  expect(Action).toEqual([
    'codebuild:BatchGetBuilds',
    'codebuild:ListBuildsForProject',
    'codebuild:StopBuild',
  ]);
  expect(JSON.stringify(Resource)).toMatch(/^\{"Fn::GetAtt":\["PublishJobProject\w+","Arn"\]\}$/);
});

test('the pipeline and its source have the access to artifacts that the guide calls the least', () => {
  // CodePipeline user guide, "Manage the CodePipeline service role": AllowS3BucketAccess and AllowS3ObjectAccess. It
  // lists s3:PutObjectAcl too, which only connections need.
  const least = [
    ...['s3:GetBucketAcl', 's3:GetBucketLocation', 's3:GetBucketVersioning'],
    ...['s3:GetObject', 's3:GetObjectVersion', 's3:PutObject'],
  ];
  for (const name of ['pipeline', 'source-action'])
    expect(actionsOf(name)).toEqual(expect.arrayContaining([...least, 'kms:Decrypt', 'kms:GenerateDataKey']));
});

test('a sweep reads the ledger and starts the publish workflow, and nothing else', () => {
  const actions = actionsOf('sweep-workflow').filter((action) => !/^(logs|xray|kms):/.test(String(action)));
  expect(actions).toEqual(['dynamodb:Scan', 'states:StartExecution']);
});

test('a key is used only through the service that holds the data', () => {
  const uses = roles.flatMap(({ statements }) =>
    statements.filter(({ Action }) => /kms:/.test(String(list(Action)))),
  );
  expect(uses.length).toBeGreaterThan(5);
  for (const { Condition } of uses) {
    expect(Condition.StringEquals['kms:ViaService']).toMatch(
      /^(s3|dynamodb|sns)\.us-east-1\.amazonaws\.com$/,
    );
  }
});

describe('the policies of the repositories', () => {
  const repositories = Object.fromEntries(
    resourcesOf(templates['vigilant-eu-west-1'], 'AWS::CodeArtifact::Repository').map(
      ([, { Properties }]) => [Properties.RepositoryName, Properties.PermissionsPolicyDocument?.Statement],
    ),
  );
  /** Roles that a deny of `action` leaves out; undefined where nobody is denied. */
  const exceptions = (repository: string, action: string): string[] | undefined => {
    const deny = repositories[repository].find(
      (statement: any) =>
        statement.Effect === 'Deny' && list(statement.Action).includes(`codeartifact:${action}`),
    );
    if (!deny) return undefined;
    expect(deny.Principal).toEqual({ AWS: '*' });
    const arns = JSON.stringify(deny.Condition?.ArnNotEquals['aws:PrincipalArn'] ?? []);
    return arns.match(/vigilant-[a-z-]+/g) ?? [];
  };

  test.each([
    ['staging', 'PublishPackageVersion', ['vigilant-publish-job']],
    ['staging', 'CopyPackageVersions', []],
    ['staging', 'DeletePackageVersions', ['vigilant-retract']],
    ['staging', 'ReadFromRepository', ['vigilant-publish-job', 'vigilant-promote']],
    ['release', 'PublishPackageVersion', []],
    ['release', 'CopyPackageVersions', ['vigilant-promote']],
    ['release', 'ReadFromRepository', undefined],
    // A person with the right to it may take a version back; `republish` restores it.
    ['release', 'DeletePackageVersions', undefined],
  ])('%s denies %s to everyone but %p', (repository, action, expected) => {
    expect(exceptions(repository, action)).toEqual(expected);
  });

  test('name roles that exist', () => {
    const named = new Set(
      JSON.stringify(repositories)
        .match(/role\/[\w-]+/g)
        ?.map((name) => name.slice(5)),
    );
    expect([...named].filter((name) => !roles.some((role) => role.name === name))).toEqual([]);
    expect(named.size).toBe(3);
  });

  test('let consumers read the release repository and get tokens for it, and nothing else', () => {
    const allows = repositories['release'].filter(({ Effect }: any) => Effect === 'Allow');
    expect(allows).toHaveLength(1);
    expect(JSON.stringify(allows[0].Principal)).toContain('444455556666');
    expect(allows[0].Resource).toBe('*');
    expect(list(allows[0].Action).every((action: any) => /:(Describe|Get|List|Read)/.test(action))).toBe(
      true,
    );
    expect(repositories['staging'].filter(({ Effect }: any) => Effect === 'Allow')).toEqual([]);
    const [[, domain]] = resourcesOf(templates['vigilant-eu-west-1'], 'AWS::CodeArtifact::Domain') as [
      [string, any],
    ];
    expect(domain.Properties.PermissionsPolicyDocument.Statement).toMatchObject([
      { Action: 'codeartifact:GetAuthorizationToken', Resource: '*' },
    ]);
  });
});

describe('with a connection as source', () => {
  const connected = synthesize(VARIANTS['with a connection, in repositories that exist']);
  const { connectionArn } = VARIANTS['with a connection, in repositories that exist'].source;
  const rolesThen = resourcesOf(connected.templates['vigilant-pipeline'], 'AWS::IAM::Role').map(
    ([, { Properties }]) => ({
      name: Properties.RoleName as string,
      statements: Properties.Policies.flatMap((policy: any) => policy.PolicyDocument.Statement) as any[],
    }),
  );

  test('the source action may use that one connection, under both names that the service has had', () => {
    const source = rolesThen.find(({ name }) => name === 'vigilant-source-action')!;
    expect(source.statements.find(({ Sid }) => Sid === 'UseConnection')).toEqual({
      Sid: 'UseConnection',
      Effect: 'Allow',
      Action: ['codeconnections:UseConnection', 'codestar-connections:UseConnection'],
      Resource: connectionArn,
    });
  });

  test('the source action sets the owner of what it hands over, and asks nothing of CodeCommit', () => {
    const source = rolesThen.find(({ name }) => name === 'vigilant-source-action')!;
    const actions = source.statements.flatMap(({ Action }) => list(Action));
    expect(actions).toEqual(expect.arrayContaining(['s3:PutObject', 's3:PutObjectAcl']));
    expect(actions.filter((action) => /^codecommit:/.test(String(action)))).toEqual([]);
  });

  test('no other role may use it, and none starts the pipeline: the connection does', () => {
    const users = rolesThen.filter(({ statements }) => /UseConnection/.test(JSON.stringify(statements)));
    expect(users.map(({ name }) => name)).toEqual(['vigilant-source-action']);
    expect(rolesThen.map(({ name }) => name)).not.toContain('vigilant-pipeline-trigger');
  });
});
