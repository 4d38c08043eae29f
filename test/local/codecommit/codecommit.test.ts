import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../../lib/local/clock';
import { type CodeCommit, createCodeCommit } from '../../../lib/local/codecommit/codecommit';
import type { BusEvent } from '../../../lib/local/events/event-bus';
import type { Call } from '../../../lib/local/service';
import { openStore, type Store } from '../../../lib/local/storage/store';
import { serve, workingCopy } from './git-client';

const REGION = 'us-east-1';
const call = { region: REGION, account: '000000000000' } as Call;

let store: Store;
let gitDirectory: string;
let events: BusEvent[];
let codecommit: CodeCommit;
let server: Server;
let endpoint: string;

function create(searchPath = process.env['PATH'] ?? '') {
  return createCodeCommit({
    store,
    bus: {
      async publish(event) {
        events.push(event);
      },
    },
    clock: systemClock,
    account: '000000000000',
    gitDirectory,
    searchPath,
    endpoint: () => endpoint,
  });
}

async function deploy(name = 'demo') {
  const [provider] = codecommit.providers;
  return provider!.deploy({
    stack: 'S',
    logicalId: 'Repo',
    type: provider!.type,
    region: REGION,
    account: '000000000000',
    properties: { RepositoryName: name },
  });
}

const handle = (operation: string, input: object): Promise<any> =>
  Promise.resolve(codecommit.service.operations[operation]!.handle(input, call));

beforeEach(async () => {
  store = await openStore();
  gitDirectory = await mkdtemp(join(tmpdir(), 'codecommit-'));
  events = [];
  ({ server, endpoint } = await serve(() => codecommit.routes));
  codecommit = create();
});

afterEach(async () => {
  await codecommit.close();
  server.closeAllConnections();
  server.close();
  await store.close();
  await rm(gitDirectory, { recursive: true, force: true });
});

test('a push to the remote is received, announced, and can be cloned', async () => {
  const { attributes } = await deploy();
  const remote = attributes!['CloneUrlHttp'] as string;
  expect(remote).toBe(`${endpoint}/git-codecommit.us-east-1.amazonaws.com/v1/repos/demo`);
  const copy = await workingCopy(remote);
  const first = await copy.commit('a.txt', 'one');
  await copy.git('push', '--quiet', 'origin', 'main');
  const second = await copy.commit('a.txt', 'two');
  await copy.git('push', '--quiet', 'origin', 'main');

  expect(events.map(({ detail }) => detail)).toEqual([
    expect.objectContaining({
      event: 'referenceCreated',
      repositoryName: 'demo',
      referenceType: 'branch',
      referenceName: 'main',
      referenceFullName: 'refs/heads/main',
      commitId: first,
    }),
    expect.objectContaining({ event: 'referenceUpdated', commitId: second, oldCommitId: first }),
  ]);
  expect(events[0]).toMatchObject({
    source: 'aws.codecommit',
    'detail-type': 'CodeCommit Repository State Change',
    resources: ['arn:aws:codecommit:us-east-1:000000000000:demo'],
  });
  const clone = await workingCopy(remote);
  await clone.git('pull', '--quiet', 'origin', 'main');
  expect(await clone.git('rev-parse', 'HEAD')).toBe(second);
});

test('a push of several megabytes is streamed, and each changed branch and tag is announced once', async () => {
  await deploy();
  const copy = await workingCopy(codecommit.cloneUrl({ name: 'demo', region: REGION }));
  await copy.commit('big.bin', randomBytes(8_000_000));
  await copy.git('tag', 'v1');
  await copy.git('branch', 'next');
  await copy.git('push', '--quiet', 'origin', 'main', 'next', 'v1');
  expect(events.map(({ detail }) => detail['referenceFullName']).sort()).toEqual([
    'refs/heads/main',
    'refs/heads/next',
    'refs/tags/v1',
  ]);
  await copy.git('push', '--quiet', 'origin', '--delete', 'next');
  expect(events.at(-1)!.detail).toMatchObject({ event: 'referenceDeleted', referenceName: 'next' });
});

test('what was received but not announced before a stop is announced at the next start', async () => {
  await deploy();
  const copy = await workingCopy(codecommit.cloneUrl({ name: 'demo', region: REGION }));
  await copy.commit('a.txt', 'one');
  await copy.git('push', '--quiet', 'origin', 'main');
  // A push that another process received: this one never saw it.
  const second = await copy.commit('a.txt', 'two');
  await copy.git('push', '--quiet', join(gitDirectory, REGION, 'demo.git'), 'main');
  events = [];
  codecommit = create();
  await deploy();
  await codecommit.start();
  expect(events.map(({ detail }) => detail['commitId'])).toEqual([second]);
  await codecommit.start();
  expect(events).toHaveLength(1);
});

test.each([
  '/git-codecommit.us-east-1.amazonaws.com/v1/repos/other/info/refs?service=git-upload-pack',
  '/git-codecommit.us-east-1.amazonaws.com/v1/repos/../../info/refs',
  '/git-codecommit.us-east-1.amazonaws.com/v1/repos/..%2f..%2f/info/refs',
  '/git-codecommit.us-east-1.amazonaws.com/v1/repos/demo/config',
  '/git-codecommit.us-east-1.amazonaws.com/v1/repos/demo/HEAD',
  '/git-codecommit.eu-west-1.amazonaws.com/v1/repos/demo/info/refs?service=git-upload-pack',
])('%s is not found', async (path) => {
  await deploy();
  expect((await fetch(endpoint + path)).status).toBe(404);
});

test('commits with paths that lead out of the repository are refused', async () => {
  await deploy();
  const copy = await workingCopy(codecommit.cloneUrl({ name: 'demo', region: REGION }));
  await copy.commit('a.txt', 'one');
  const blob = await copy.git('rev-parse', 'HEAD:a.txt');
  const inner = execFileSync('git', ['mktree'], {
    cwd: copy.directory,
    input: `100644 blob ${blob}\tevil\n`,
  });
  const tree = execFileSync('git', ['mktree'], {
    cwd: copy.directory,
    input: `040000 tree ${inner.toString().trim()}\t..\n`,
  });
  const commit = await copy.git('commit-tree', tree.toString().trim(), '-m', 'evil');
  await expect(copy.git('push', 'origin', `${commit}:refs/heads/main`)).rejects.toThrow(/fsck|unpack/);
  expect(events).toEqual([]);
});

test('branches, commits and repositories can be read through the API', async () => {
  await deploy();
  const copy = await workingCopy(codecommit.cloneUrl({ name: 'demo', region: REGION }));
  const id = await copy.commit('a.txt', 'one', 'first\n\nbody');
  await copy.git('push', '--quiet', 'origin', 'main:trunk');
  expect(await handle('GetBranch', { repositoryName: 'demo', branchName: 'trunk' })).toEqual({
    branch: { branchName: 'trunk', commitId: id },
  });
  await expect(handle('GetBranch', { repositoryName: 'demo', branchName: 'main' })).rejects.toMatchObject({
    code: 'BranchDoesNotExistException',
  });
  for (const branchName of ['--help', 'main@{u}'])
    await expect(handle('GetBranch', { repositoryName: 'demo', branchName })).rejects.toMatchObject({
      code: 'BranchDoesNotExistException',
    });
  const { commit } = await handle('GetCommit', { repositoryName: 'demo', commitId: id });
  expect(commit).toMatchObject({
    commitId: id,
    parents: [],
    message: 'first\n\nbody\n',
    author: { name: 'Ann', email: 'ann@example.com', date: '1711111111 +0100' },
    committer: { name: 'Bob', date: '1711111222 +0000' },
  });
  await expect(handle('GetCommit', { repositoryName: 'demo', commitId: 'trunk' })).rejects.toMatchObject({
    code: 'CommitIdDoesNotExistException',
  });
  const { repositoryMetadata } = await handle('GetRepository', { repositoryName: 'demo' });
  expect(repositoryMetadata).toMatchObject({ repositoryName: 'demo', defaultBranch: 'trunk' });
  expect((await handle('ListBranches', { repositoryName: 'demo' })).branches).toEqual(['trunk']);
  expect((await handle('ListRepositories', {})).repositories).toHaveLength(1);
  await expect(handle('GetRepository', { repositoryName: 'nope' })).rejects.toMatchObject({
    code: 'RepositoryDoesNotExistException',
  });
});

test('a git that cannot be started is told as that, and not as a branch or a commit that does not exist', async () => {
  await deploy();
  await codecommit.close();
  codecommit = create('/nowhere');
  await deploy();
  const asked = { repositoryName: 'demo', branchName: 'main', commitId: '0123abcd' };
  for (const operation of ['GetBranch', 'GetCommit'])
    await expect(handle(operation, asked)).rejects.toThrow('git was not found on the PATH');
});

test('a repository that git cannot read is told as that', async () => {
  await deploy();
  await rm(join(gitDirectory, REGION, 'demo.git', 'HEAD'));
  await expect(handle('GetBranch', { repositoryName: 'demo', branchName: 'main' })).rejects.toThrow(
    /exited with 128: fatal: not a git repository/,
  );
});

test('the same commit always gives the same zip, without .git', async () => {
  await deploy();
  const copy = await workingCopy(codecommit.cloneUrl({ name: 'demo', region: REGION }));
  const id = await copy.commit('a.txt', 'one');
  await copy.git('push', '--quiet', 'origin', 'main');
  const repository = codecommit.repositories.get(REGION, 'demo');
  const digest = async () => {
    const hash = createHash('sha256');
    for await (const chunk of codecommit.commits.archive(repository, id)) hash.update(chunk);
    return hash.digest('hex');
  };
  expect(await digest()).toBe(await digest());
  await expect(async () => {
    for await (const _ of codecommit.commits.archive(repository, 'f'.repeat(40)));
  }).rejects.toThrow(/git archive .* exited with 128/);
});

test('a repository that is to be seeded is refused', async () => {
  const [provider] = codecommit.providers;
  const properties = { RepositoryName: 'demo', Code: { S3: { Bucket: 'b', Key: 'k' } } };
  const resource = {
    stack: 'S',
    logicalId: 'R',
    type: provider!.type,
    region: REGION,
    account: '0',
    properties,
  };
  await expect(provider!.deploy(resource)).rejects.toThrow(/Code is not emulated/);
  await expect(provider!.deploy({ ...resource, properties: { RepositoryName: '..' } })).rejects.toThrow(
    /RepositoryName: expected/,
  );
});
