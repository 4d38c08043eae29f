import {
  CodeartifactClient,
  DescribePackageVersionCommand,
  ListPackageVersionAssetsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-codeartifact';
import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import { releaseDigest, releaseKeys } from '../../../lib/contract';
import { testContext } from '../test-context';

const assets = [
  { name: 'wordcount-1.0.0-py3-none-any.whl', sha256: 'a'.repeat(64), size: 10 },
  { name: 'wordcount-1.0.0.tar.gz', sha256: 'b'.repeat(64), size: 20 },
];
const release = {
  package: 'wordcount',
  version: '1.0.0',
  digest: releaseDigest(assets),
  revision: 'c0ffee',
  assets,
};

const sts = mockClient(STSClient);
const dynamo = mockClient(DynamoDBClient);
const s3 = mockClient(S3Client);
const repositories = mockClient(CodeartifactClient);

beforeEach(() => {
  for (const client of [sts, dynamo, s3, repositories]) client.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: '123456789012', Arn: 'arn:aws:iam::123456789012:user/me' });
  dynamo
    .on(GetItemCommand, {
      TableName: 'vigilant-ledger',
      Key: { package: { S: 'wordcount' }, version: { S: '1.0.0' } },
    })
    .resolves({ Item: { digest: { S: release.digest }, releaseState: { S: 'Published' } } });
  const Body = { transformToString: async () => JSON.stringify(release) };
  s3.on(GetObjectCommand, {
    Bucket: 'vigilant-releases-123456789012-us-east-1',
    Key: releaseKeys(release).manifest,
  }).resolves({ Body: Body as never });
  repositories.on(DescribePackageVersionCommand).resolves({ packageVersion: { status: 'Published' } });
  serve(assets);
});

/** What every region's release repository holds. */
function serve(held: readonly { name: string; sha256: string }[]) {
  repositories.on(ListPackageVersionAssetsCommand).resolves({
    assets: held.map(({ name, sha256 }) => ({ name, hashes: { 'SHA-256': sha256 } })),
  });
}

const verify = async (...args: string[]) => testContext().command('verify', 'wordcount', '1.0.0', ...args);

test('the same build in every region exits with 0', async () => {
  const { code, out } = await verify();
  expect(code).toBe(0);
  expect(out).toContain('Every region serves this build.');
  for (const region of ['us-east-1', 'us-west-2', 'eu-west-1']) expect(out).toContain(region);
  const [call] = repositories.commandCalls(DescribePackageVersionCommand);
  expect(call?.args[0].input).toMatchObject({ domain: 'vigilant', repository: 'release', format: 'pypi' });
});

test('the name is normalised before the ledger is asked', async () => {
  const { code } = await testContext().command('verify', 'WordCount', '1.0.0');
  expect(code).toBe(0);
});

describe('a version that one region lacks', () => {
  beforeEach(() => {
    repositories
      .on(DescribePackageVersionCommand)
      .rejectsOnce(
        new ResourceNotFoundException({
          $metadata: {},
          message: 'no',
          resourceType: 'package-version' as never,
        }),
      )
      .resolves({ packageVersion: { status: 'Published' } });
  });

  test('exits with 1, is named, and costs no other region its answer', async () => {
    const { code, out } = await verify('--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).regions.map((region: any) => region.verdict)).toEqual(['missing', 'same', 'same']);
  });

  test('is told with the command that brings it there', async () => {
    const { notes } = await verify('--region', 'us-east-1');
    expect(notes).toMatch(/npx vigilant republish wordcount 1\.0\.0 --follow$/);
  });
});

test.each([
  [
    'other bytes',
    [{ ...assets[0]!, sha256: 'd'.repeat(64) }, assets[1]!],
    'differs',
    'other bytes: wordcount-1.0.0-py3-none-any.whl',
  ],
  [
    'an asset too many',
    [...assets, { name: 'extra.whl', sha256: 'e'.repeat(64) }],
    'differs',
    'not part of this build: extra.whl',
  ],
  ['an asset too few', [assets[0]!], 'partial', 'missing: wordcount-1.0.0.tar.gz'],
])('%s is told apart', async (_what, held, verdict, why) => {
  serve(held);
  const { code, out } = await verify('--region', 'us-east-1', '--json');
  expect(code).toBe(1);
  expect(JSON.parse(out).regions).toMatchObject([{ region: 'us-east-1', verdict, why }]);
});

test('a version that is there but hidden differs', async () => {
  repositories.on(DescribePackageVersionCommand).resolves({ packageVersion: { status: 'Archived' } });
  const { code, out } = await verify('--region', 'us-east-1');
  expect(code).toBe(1);
  expect(out).toContain('us-east-1: its status is Archived');
});

test('a region without its repository is unknown, not missing', async () => {
  repositories
    .on(DescribePackageVersionCommand)
    .rejects(
      new ResourceNotFoundException({ $metadata: {}, message: 'no repository', resourceType: 'repository' }),
    );
  const { code, out } = await verify('--json');
  expect(code).toBe(1);
  expect(JSON.parse(out).regions[0]).toMatchObject({
    verdict: 'unknown',
    why: expect.stringContaining('no repository'),
  });
});

test('a version that the ledger does not know is said to be unknown', async () => {
  dynamo.on(GetItemCommand).resolves({});
  const { code, notes } = await verify();
  expect(code).toBe(1);
  expect(notes).toContain('knows no build of wordcount 1.0.0');
});

test('an unknown region is refused before anything is asked', async () => {
  const { code, notes } = await verify('--region', 'us-est-1');
  expect(code).toBe(2);
  expect(notes).toContain('has no region us-est-1; its regions are us-east-1, us-west-2, eu-west-1');
  expect(repositories.calls()).toHaveLength(0);
});
