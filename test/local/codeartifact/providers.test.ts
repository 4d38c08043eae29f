import { ACCOUNT, type Harness, REGION, startHarness } from './harness';

let harness: Harness;

beforeEach(async () => {
  harness = await startHarness();
});
afterEach(() => harness.close());

test('a domain is deployed with its ARN as Ref', async () => {
  const deployed = await harness.deploy('Domain', { DomainName: 'other', EncryptionKey: 'arn:aws:kms:key' });
  const arn = `arn:aws:codeartifact:${REGION}:${ACCOUNT}:domain/other`;
  expect(deployed.ref).toBe(arn);
  expect(deployed.attributes).toEqual({
    Arn: arn,
    Name: 'other',
    Owner: ACCOUNT,
    EncryptionKey: 'arn:aws:kms:key',
  });
  const { domains } = await harness.call('ListDomains', {});
  expect(domains.map((one: any) => one.name)).toEqual(['acme', 'other']);
});

test('a repository is deployed into its domain, with what DescribeRepository says of it', async () => {
  await harness.deploy('Repository', {
    DomainName: 'acme',
    RepositoryName: 'pypi-store',
    Description: 'from outside',
    ExternalConnections: ['public:pypi'],
  });
  const deployed = await harness.deploy('Repository', {
    DomainName: 'acme',
    RepositoryName: 'release',
    Upstreams: ['staging', 'pypi-store'],
  });
  expect(deployed.ref).toBe(`arn:aws:codeartifact:${REGION}:${ACCOUNT}:repository/acme/release`);
  const describe = (repository: string) =>
    harness.call('DescribeRepository', { domain: 'acme', repository }).then((answer) => answer.repository);
  expect((await describe('release')).upstreams).toEqual([
    { repositoryName: 'staging' },
    { repositoryName: 'pypi-store' },
  ]);
  expect(await describe('pypi-store')).toMatchObject({
    description: 'from outside',
    externalConnections: [
      { externalConnectionName: 'public:pypi', packageFormat: 'pypi', status: 'Available' },
    ],
  });
  const { domain } = await harness.call('DescribeDomain', { domain: 'acme' });
  expect(domain).toMatchObject({ repositoryCount: 3, assetSizeBytes: 0 });
});

test.each([
  ['an unknown property', { Colour: 'red' }, /Colour is not emulated/],
  ['an upstream that does not exist', { Upstreams: ['none'] }, /Repository not found.*none/],
  ['a connection to another registry', { ExternalConnections: ['public:npmjs'] }, /only public:pypi/],
  ['a domain that does not exist', { DomainName: 'none' }, /Domain not found.*none/],
  ['a bad name', { RepositoryName: '-' }, /RepositoryName: expected/],
  ['another owner', { DomainOwner: '111122223333' }, /DomainOwner: expected/],
])('a repository with %s is refused', async (_, properties, message) => {
  const deployment = harness.deploy('Repository', {
    DomainName: 'acme',
    RepositoryName: 'new',
    ...properties,
  });
  await expect(deployment).rejects.toThrow(message);
});

test('a restart keeps the age of a domain', async () => {
  const created = () =>
    harness.call('DescribeDomain', { domain: 'acme' }).then(({ domain }) => domain.createdTime);
  const before = await created();
  harness.clock.time += 1000;
  await harness.deploy('Domain', { DomainName: 'acme' });
  expect(await created()).toEqual(before);
});

test('repositories are listed by page, over all domains or in one', async () => {
  await harness.deploy('Domain', { DomainName: 'other' });
  await harness.deploy('Repository', { DomainName: 'other', RepositoryName: 'release' });
  const first = await harness.call('ListRepositories', { maxResults: 2 });
  const second = await harness.call('ListRepositories', { maxResults: 2, nextToken: first.nextToken });
  const names = [...first.repositories, ...second.repositories].map(
    (one: any) => `${one.domainName}/${one.name}`,
  );
  expect(names).toEqual(['acme/release', 'acme/staging', 'other/release']);
  expect(second.nextToken).toBeUndefined();
  const some = await harness.call('ListRepositoriesInDomain', { domain: 'acme', repositoryPrefix: 'rel' });
  expect(some.repositories.map((one: any) => one.name)).toEqual(['release']);
});

test('the endpoint of a repository is that of this machine', async () => {
  const input = { domain: 'acme', repository: 'staging', format: 'pypi' };
  expect(await harness.call('GetRepositoryEndpoint', input)).toEqual({
    repositoryEndpoint: harness.index('staging'),
  });
  for (const unsupported of [{ format: 'npm' }, { endpointType: 'dualstack' }])
    await expect(harness.call('GetRepositoryEndpoint', { ...input, ...unsupported })).rejects.toMatchObject({
      code: 'ValidationException',
    });
});
