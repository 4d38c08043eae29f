import type { Principal } from '../../../lib/local/service';
import { basic, upload, wheel } from './distributions';
import { ACCOUNT, type Harness, REGION, startHarness } from './harness';

let harness: Harness;

const ARN = (rest: string) => `arn:aws:codeartifact:${REGION}:${ACCOUNT}:${rest}`;
const PACKAGE = ARN('package/acme/staging/pypi//word-count');
const STAGING = ARN('repository/acme/staging');

/** Someone in a role that has these rights. */
function roleWith(statements: [action: string, resource: string][]): Principal {
  const roleArn = `arn:aws:iam::${ACCOUNT}:role/tester`;
  harness.iam.putRole({
    arn: roleArn,
    name: 'tester',
    trustPolicy: {
      Version: '2012-10-17',
      Statement: [
        { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
      ],
    },
    inlinePolicies: [
      {
        name: 'rights',
        document: {
          Version: '2012-10-17',
          Statement: statements.map(([Action, Resource]) => ({ Effect: 'Allow', Action, Resource })),
        },
      },
    ],
  });
  return { arn: `arn:aws:sts::${ACCOUNT}:assumed-role/tester/session`, roleArn, account: ACCOUNT };
}

const TOKEN_RIGHTS: [string, string][] = [
  ['codeartifact:GetAuthorizationToken', ARN('domain/acme')],
  ['sts:GetServiceBearerToken', '*'],
];

beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

const read = (token: string, repository = 'staging', region = REGION) =>
  fetch(`${harness.index(repository, region)}simple/word-count/`, { headers: basic(token) });

describe('tokens', () => {
  test('a token is for one domain of one region', async () => {
    await harness.deploy('Domain', { DomainName: 'acme' }, 'us-west-2');
    await harness.deploy('Repository', { DomainName: 'acme', RepositoryName: 'staging' }, 'us-west-2');
    const token = await harness.token(REGION);
    expect((await read(token, 'staging', REGION)).status).toBe(404);
    expect((await read(token, 'staging', 'us-west-2')).status).toBe(401);
  });

  test.each([
    [undefined, 43_200],
    [900, 900],
    [43_200, 43_200],
  ])('asked for %s seconds it is good for %i and not longer', async (durationSeconds, seconds) => {
    const answer = await harness.call('GetAuthorizationToken', { domain: 'acme', durationSeconds });
    expect(answer.expiration.getTime()).toBe(harness.clock.now() + seconds * 1000);
    harness.clock.time += seconds * 1000 - 1;
    expect((await read(answer.authorizationToken)).status).toBe(404);
    harness.clock.time += 1;
    expect((await read(answer.authorizationToken)).status).toBe(401);
  });

  test.each([1, 899])('%i seconds are refused', async (durationSeconds) => {
    const call = harness.call('GetAuthorizationToken', { domain: 'acme', durationSeconds });
    await expect(call).rejects.toMatchObject({ code: 'ValidationException' });
  });

  test('asked for 0 seconds it ends with the session', async () => {
    await harness.close();
    harness = await startHarness({ sessionEnd: () => Date.UTC(2026, 0, 1, 0, 20) });
    const answer = await harness.call('GetAuthorizationToken', { domain: 'acme', durationSeconds: 0 });
    expect(answer.expiration).toEqual(new Date('2026-01-01T00:20:00Z'));
  });

  test('it needs a domain that exists, in the account that owns it', async () => {
    for (const input of [{ domain: 'none' }, { domain: 'acme', domainOwner: '111122223333' }])
      await expect(harness.call('GetAuthorizationToken', input)).rejects.toMatchObject({
        code: 'ResourceNotFoundException',
      });
  });

  test('it survives a restart, and expired ones are dropped then', async () => {
    const { store, directory } = harness;
    const token = await harness.token();
    const again = await startHarness({ store, directory });
    await again.codeartifact.start();
    const page = `${again.index('staging')}simple/word-count/`;
    expect((await fetch(page, { headers: basic(token) })).status).toBe(404);
    again.clock.time += 43_200_000;
    await again.codeartifact.start();
    const kept: unknown[] = [];
    for await (const entry of store.table('codeartifact-tokens').entries()) kept.push(entry);
    expect(kept).toEqual([]);
    await again.close();
  });

  test('getting one takes both rights', async () => {
    for (const right of TOKEN_RIGHTS) {
      const principal = roleWith([right]);
      await expect(harness.token(REGION, principal)).rejects.toMatchObject({ code: 'AccessDeniedException' });
    }
    expect(await harness.token(REGION, roleWith(TOKEN_RIGHTS))).toMatch(/^eyJ/);
  });
});

describe('the package index acts with the rights of who asked for the token', () => {
  test('publishing takes PublishPackageVersion on the package', async () => {
    const file = await wheel('Word.Count', '1.0');
    const other = PACKAGE.replace('word-count', 'other');
    const refused = await harness.token(
      REGION,
      roleWith([...TOKEN_RIGHTS, ['codeartifact:PublishPackageVersion', other]]),
    );
    const answer = await upload(harness.index('staging'), refused, file);
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(
      `is not authorized to perform: codeartifact:PublishPackageVersion on resource: ${PACKAGE}`,
    );
    const allowed = await harness.token(
      REGION,
      roleWith([...TOKEN_RIGHTS, ['codeartifact:PublishPackageVersion', PACKAGE]]),
    );
    expect((await upload(harness.index('staging'), allowed, file)).status).toBe(200);
  });

  test('reading takes ReadFromRepository on the repository', async () => {
    await upload(harness.index('staging'), await harness.token(), await wheel('word-count', '1.0'));
    const refused = await harness.token(
      REGION,
      roleWith([...TOKEN_RIGHTS, ['codeartifact:ReadFromRepository', PACKAGE]]),
    );
    expect((await read(refused)).status).toBe(403);
    const allowed = await harness.token(
      REGION,
      roleWith([...TOKEN_RIGHTS, ['codeartifact:ReadFromRepository', STAGING]]),
    );
    expect((await read(allowed)).status).toBe(200);
  });

  test('rights that are taken away are gone for tokens given out before', async () => {
    const rights: [string, string][] = [...TOKEN_RIGHTS, ['codeartifact:ReadFromRepository', STAGING]];
    const token = await harness.token(REGION, roleWith(rights));
    expect((await read(token)).status).toBe(404);
    roleWith(TOKEN_RIGHTS);
    expect((await read(token)).status).toBe(403);
  });

  test("a denial in the repository's policy holds for its packages, and for an administrator", async () => {
    await harness.deploy('Repository', {
      DomainName: 'acme',
      RepositoryName: 'staging',
      PermissionsPolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Deny', Principal: '*', Action: 'codeartifact:PublishPackageVersion', Resource: '*' },
        ],
      },
    });
    const token = await harness.token();
    const file = await wheel('word-count', '1.0');
    expect((await upload(harness.index('staging'), token, file)).status).toBe(403);
    expect((await upload(harness.index('release'), token, file)).status).toBe(200);
    const { policy } = await harness.call('GetRepositoryPermissionsPolicy', {
      domain: 'acme',
      repository: 'staging',
    });
    expect(policy.resourceArn).toBe(STAGING);
    expect(JSON.parse(policy.document).Statement[0].Effect).toBe('Deny');
  });
});

test('a copy takes reading at its source and copying at its destination', async () => {
  const request = { domain: 'acme', format: 'pypi', package: 'word-count', versions: ['1.0'] };
  await harness
    .call('CopyPackageVersions', {
      ...request,
      sourceRepository: 'staging',
      destinationRepository: 'release',
    })
    .catch(() => undefined);
  expect(harness.asked.slice(-3)).toEqual([
    { action: 'codeartifact:ReadFromRepository', resource: STAGING },
    { action: 'codeartifact:CopyPackageVersions', resource: PACKAGE.replace('staging', 'release') },
    { action: 'codeartifact:CopyPackageVersions', resource: ARN('repository/acme/release') },
  ]);
});

test.each([
  ['DescribePackageVersion', { packageVersion: '1' }, PACKAGE],
  ['DeletePackageVersions', { versions: ['1'] }, PACKAGE],
  ['UpdatePackageVersionsStatus', { versions: ['1'], targetStatus: 'Archived' }, PACKAGE],
  ['ListPackageVersionAssets', { packageVersion: '1' }, PACKAGE],
  ['ListPackageVersions', {}, PACKAGE],
])('%s takes a right on the package', async (operation, input, resource) => {
  const named = { domain: 'acme', repository: 'staging', format: 'pypi', package: 'word-count' };
  await harness.call(operation, { ...named, ...input }).catch(() => undefined);
  expect(harness.asked.at(-1)).toEqual({ action: `codeartifact:${operation}`, resource });
});
