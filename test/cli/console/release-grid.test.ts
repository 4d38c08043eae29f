import {
  CodeartifactClient,
  DescribePackageVersionCommand,
  ListPackagesCommand,
  ListPackageVersionAssetsCommand,
  ListPackageVersionsCommand,
} from '@aws-sdk/client-codeartifact';
import { DynamoDBClient, ScanCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { mockClient } from 'aws-sdk-client-mock';
import { createReleaseGrid } from '../../../lib/cli/console/release-grid';
import { parseConfig } from '../../../lib/config';
import { CODEARTIFACT_REGIONS } from '../../../lib/contract';
import { fakeTarget } from './fake-target';

const repositories = mockClient(CodeartifactClient);
const dynamo = mockClient(DynamoDBClient);
const s3 = mockClient(S3Client);

const PACKAGES = Array.from({ length: 30 }, (_, index) => `package-${index}`);
const config = parseConfig({
  vigilant: { replicaRegions: CODEARTIFACT_REGIONS.filter((region) => region !== 'us-east-1') },
});
const assets = [{ name: 'a.tar.gz', sha256: 'a'.repeat(64), size: 1 }];
let underWay: number;
let most: number;
let revision: string;

/** Answers after a turn of the event loop, and notes how many calls are under way. */
async function slowly<T>(answer: T): Promise<T> {
  most = Math.max(most, ++underWay);
  await new Promise((resolve) => setImmediate(resolve));
  underWay -= 1;
  return answer;
}

beforeEach(() => {
  [underWay, most, revision] = [0, 0, 'one'];
  for (const client of [repositories, dynamo, s3]) client.reset();
  dynamo.on(ScanCommand).resolves({
    Items: PACKAGES.map((name) => ({
      ...{ package: { S: name }, version: { S: '1.0' }, digest: { S: 'd' } },
      releaseState: { S: 'Published' },
    })),
  });
  const Body = { transformToString: async () => JSON.stringify({ assets }) };
  s3.on(GetObjectCommand).resolves({ Body: Body as never });
  repositories
    .on(ListPackagesCommand)
    .callsFake(({ repository }) =>
      slowly({ packages: repository === 'release' ? PACKAGES.map((name) => ({ package: name })) : [] }),
    )
    .on(ListPackageVersionsCommand)
    .callsFake(() => slowly({ versions: [{ version: '1.0', status: 'Published', revision }] }))
    .on(DescribePackageVersionCommand)
    .callsFake(() => slowly({ packageVersion: { status: 'Published' } }))
    .on(ListPackageVersionAssetsCommand)
    .callsFake(() => slowly({ assets: [{ name: 'a.tar.gz', hashes: { 'SHA-256': 'a'.repeat(64) } }] }));
});

const lookedAt = () => repositories.commandCalls(ListPackageVersionAssetsCommand).length;

test('30 packages in 13 regions are asked for with few calls at a time', async () => {
  const { rows } = await createReleaseGrid(fakeTarget(config))();
  expect(rows).toHaveLength(30);
  expect(
    rows.every(({ cells }) => cells.length === 13 && cells.every(({ state }) => state === 'published')),
  ).toBe(true);
  expect(most).toBeGreaterThan(13);
  expect(most).toBeLessThanOrEqual(13 * 5);
});

test('the hashes of a version are asked for again only when its revision is a new one', async () => {
  const grid = createReleaseGrid(fakeTarget(config));
  await grid();
  const first = lookedAt();
  expect(first).toBe(30 * 13);
  await grid();
  expect(lookedAt()).toBe(first);
  revision = 'two';
  await grid();
  expect(lookedAt()).toBe(2 * first);
});

test('five pages that ask at once cost no more than two, one after the other', async () => {
  const grid = createReleaseGrid(fakeTarget(config));
  const [, ...others] = await Promise.all(Array.from({ length: 5 }, () => grid()));
  expect(new Set(others).size).toBe(1);
  expect(repositories.commandCalls(ListPackagesCommand)).toHaveLength(2 * 13 * 2);
  expect(most).toBeLessThanOrEqual(13 * 5);
});

test('where the stored build cannot be read, nothing is said to differ', async () => {
  const denied = Object.assign(new Error('no s3:GetObject'), { name: 'AccessDenied' });
  s3.on(GetObjectCommand, { Key: 'package-7/1.0/d/release.json' }).rejects(denied);
  const grid = createReleaseGrid(fakeTarget(config));
  const cells = (await grid()).rows.flatMap((row) => row.cells);
  const unknown = cells.filter(({ state }) => state === 'unknown');
  expect(unknown).toHaveLength(13);
  for (const { why } of unknown)
    expect(why).toMatch(/^the stored build could not be read: .*package-7.*AccessDenied: no s3:GetObject/);
  expect(cells.filter(({ state }) => state === 'published')).toHaveLength(29 * 13);
});

test('a region that denies is unknown, and the others are shown', async () => {
  const denied = Object.assign(new Error('not authorized to perform: codeartifact:ListPackages'), {
    name: 'AccessDeniedException',
  });
  repositories.on(ListPackagesCommand).callsFake(async (_, client) => {
    if ((await client().config.region()) === 'eu-west-1') throw denied;
    return { packages: PACKAGES.map((name) => ({ package: name })) };
  });
  const { rows } = await createReleaseGrid(fakeTarget(config))();
  const states = rows[0]?.cells.map(({ state }) => state) ?? [];
  expect(states.filter((state) => state === 'unknown')).toHaveLength(1);
  expect(states.filter((state) => state === 'published')).toHaveLength(12);
  const unknown = rows[0]?.cells.find(({ state }) => state === 'unknown');
  expect(unknown?.why).toMatch(/^AccessDeniedException: not authorized/);
});
