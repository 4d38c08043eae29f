import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { upload, wheel } from './distributions';
import { type Harness, startHarness } from './harness';

let harness: Harness;
afterEach(() => harness.close());

const add = async (repository: string, settings: object = {}) =>
  harness.call('CreateRepository', { domain: 'made', repository, ...settings });

test('domains and repositories that calls made are there after a restart, until calls delete them', async () => {
  const store = await openStore();
  const directory = await mkdtemp(join(tmpdir(), 'created-'));
  const restart = async () => {
    await harness?.close();
    harness = await startHarness({ store, directory });
    await harness.codeartifact.load();
  };
  try {
    await restart();
    await harness.call('CreateDomain', { domain: 'made' });
    await add('base');
    const { repository } = await add('app', { upstreams: [{ repositoryName: 'base' }], description: 'mine' });
    await restart();
    const described = await harness.call('DescribeRepository', { domain: 'made', repository: 'app' });
    expect(described.repository).toEqual(repository);
    for (const name of ['app', 'base'])
      await harness.call('DeleteRepository', { domain: 'made', repository: name });
    expect((await harness.call('DeleteDomain', { domain: 'made' })).domain.status).toBe('Deleted');
    await restart();
    const { domains } = await harness.call('ListDomains', {});
    expect(domains.map(({ name }: { name: string }) => name)).toEqual(['acme']);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
});

test('a repository whose domain is no longer deployed does not stop a start, and is there again with its domain', async () => {
  const store = await openStore();
  const eu = { region: 'eu-west-1' };
  const names = async () => {
    const { repositories } = await harness.call('ListRepositories', {}, eu);
    return repositories.map(({ name }: { name: string }) => name);
  };
  harness = await startHarness({ store });
  await harness.deploy('Domain', { DomainName: 'acme' }, eu.region);
  await harness.call('CreateRepository', { domain: 'acme', repository: 'extra' }, eu);
  await harness.close();
  harness = await startHarness({ store });
  await harness.codeartifact.load();
  expect(await names()).toEqual([]);
  await harness.close();
  harness = await startHarness({ store });
  await harness.deploy('Domain', { DomainName: 'acme' }, eu.region);
  await harness.codeartifact.load();
  expect(await names()).toEqual(['extra']);
});

test('a repository goes with its packages, and one of the same name begins empty', async () => {
  harness = await startHarness();
  await upload(harness.index('staging'), await harness.token(), await wheel('word-count', '1.0'));
  const list = () => harness.call('ListPackages', { domain: 'acme', repository: 'staging' });
  expect((await list()).packages).toHaveLength(1);
  await harness.call('DeleteRepository', { domain: 'acme', repository: 'staging' });
  await expect(list()).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
  await harness.call('CreateRepository', { domain: 'acme', repository: 'staging' });
  expect((await list()).packages).toEqual([]);
});

test('a deletion of a repository that failed half-way is finished by asking again', async () => {
  const real = await openStore();
  let batches = 0;
  const store: Store = Object.assign(Object.create(real), {
    async batch(writes: Parameters<Store['batch']>[0]) {
      batches += 1;
      if (batches === 4) throw new Error('no space left on device');
      await real.batch(writes);
    },
  });
  harness = await startHarness({ store });
  for (const name of ['one', 'two'])
    await upload(harness.index('staging'), await harness.token(), await wheel(name, '1.0'));
  const staging = { domain: 'acme', repository: 'staging' };
  await expect(harness.call('DeleteRepository', staging)).rejects.toThrow('no space left');
  expect((await harness.call('ListPackages', staging)).packages).toHaveLength(1);
  await harness.call('DeleteRepository', staging);
  await harness.call('CreateRepository', staging);
  expect((await harness.call('ListPackages', staging)).packages).toEqual([]);
});

test('what is uploaded while a repository is being deleted goes with it', async () => {
  const real = await openStore();
  const table = real.table('codeartifact-repositories');
  const uploading = Object.assign(Object.create(table), {
    async delete(key: string) {
      await upload(harness.index('staging'), await harness.token(), await wheel('late', '1.0'));
      await table.delete(key);
    },
  });
  const store: Store = Object.assign(Object.create(real), {
    table: (name: string) => (name === 'codeartifact-repositories' ? uploading : real.table(name)),
  });
  harness = await startHarness({ store });
  const staging = { domain: 'acme', repository: 'staging' };
  await harness.call('DeleteRepository', staging);
  await harness.call('CreateRepository', staging);
  expect((await harness.call('ListPackages', staging)).packages).toEqual([]);
});

test('an upstream is not deleted, nor is a domain with repositories; a domain that is not there is no error', async () => {
  harness = await startHarness();
  await harness.call('CreateDomain', { domain: 'made' });
  await add('base');
  await add('app', { upstreams: [{ repositoryName: 'base' }] });
  const conflict = { code: 'ConflictException' };
  await expect(
    harness.call('DeleteRepository', { domain: 'made', repository: 'base' }),
  ).rejects.toMatchObject({ ...conflict, message: expect.stringContaining('it is an upstream of app') });
  await expect(harness.call('DeleteDomain', { domain: 'made' })).rejects.toMatchObject(conflict);
  expect(await harness.call('DeleteDomain', { domain: 'none' })).toEqual({});
  expect(harness.asked).toContainEqual({
    action: 'codeartifact:AssociateWithDownstreamRepository',
    resource: 'arn:aws:codeartifact:us-east-1:000000000000:repository/made/base',
  });
});

test('what a new domain or repository cannot have here is refused by name', async () => {
  harness = await startHarness();
  const tags = [{ key: 'a', value: 'b' }];
  await expect(harness.call('CreateDomain', { domain: 'made', tags })).rejects.toThrow('tags: not supported');
  await expect(
    harness.call('CreateRepository', {
      domain: 'acme',
      repository: 'app',
      upstreams: [{ repositoryName: 'none' }],
    }),
  ).rejects.toMatchObject({ code: 'ResourceNotFoundException' });
});

test('calls that make and delete in one domain take effect one after the other', async () => {
  harness = await startHarness();
  const together = async (...calls: readonly [operation: string, input: object][]) => {
    const answers = await Promise.allSettled(calls.map(([name, input]) => harness.call(name, input)));
    return answers.map((answer) => (answer.status === 'rejected' ? answer.reason.code : 'done'));
  };
  const domain = { domain: 'made' };
  const repository = { ...domain, repository: 'app' };
  const [conflict, missing] = ['ConflictException', 'ResourceNotFoundException'];
  expect(await together(['CreateDomain', domain], ['CreateDomain', domain])).toEqual(['done', conflict]);
  expect(await together(['CreateRepository', repository], ['CreateRepository', repository])).toEqual([
    'done',
    conflict,
  ]);
  expect(await together(['DeleteRepository', repository], ['DeleteRepository', repository])).toEqual([
    'done',
    missing,
  ]);
  expect(await together(['CreateRepository', repository], ['DeleteDomain', domain])).toEqual([
    'done',
    conflict,
  ]);
  expect(await together(['DeleteRepository', repository], ['DeleteDomain', domain])).toEqual([
    'done',
    'done',
  ]);
  await harness.call('CreateDomain', domain);
  expect(await together(['DeleteDomain', domain], ['CreateRepository', repository])).toEqual([
    'done',
    missing,
  ]);
});
