import { parseConfig } from '../../lib/config';
import { problemsOf } from './problems-of';

const CONNECTION = {
  type: 'connection',
  connectionArn:
    'arn:aws:codeconnections:us-east-1:000000000000:connection/00000000-0000-0000-0000-000000000000',
  repository: 'acme/tools',
};

test('each setting can be another one, up to its limits', () => {
  const everything = {
    deployment: `a${'-'.repeat(18)}0`,
    account: '111122223333',
    domain: `a${'-'.repeat(48)}0`,
    stagingRepository: `0${'._-'.repeat(33)}`,
    releaseRepository: 'R0',
    adopt: { domain: true, repositories: true },
    packages: ['acme-tools-2', 'acme-core-*'],
    consumerAccounts: ['444455556666'],
    source: {
      ...CONNECTION,
      connectionArn: CONNECTION.connectionArn.replace(':aws:codeconnections', ':aws-cn:codestar-connections'),
      repository: 'acme/group/tools',
      branch: 'b'.repeat(255),
      tags: Array.from({ length: 8 }, (_, i) => `v${i}*`),
      branches: ['*'.repeat(255)],
    },
    build: { type: 'ec2', size: 'large', architecture: 'arm64', timeoutMinutes: 480 },
    publish: { type: 'lambda', size: '10GB', architecture: 'x86_64', retries: 0 },
    approval: true,
    notificationEmails: ['ops@mail.example.com'],
    encryption: 'aws-owned',
    retention: { logDays: 1, artifactDays: 8, noncurrentReleaseDays: 3650 },
    terminationProtection: true,
    tags: {
      ...Object.fromEntries(Array.from({ length: 49 }, (_, i) => [`Stück ${i}`, ''])),
      deployment: 'a 1',
    },
  };
  expect(parseConfig({ vigilant: everything })).toMatchObject(everything);
  const source = { type: 'codecommit', repository: 'a'.repeat(100), branch: 'feature/x', create: false };
  const build = { type: 'lambda', size: '2GB' };
  const publish = { type: 'ec2', size: 'medium', timeoutMinutes: 25, retries: 3 };
  const retention = { artifactDays: 1 };
  const other = { source, build, publish, retention };
  expect(parseConfig({ vigilant: other })).toMatchObject(other);
});

test.each<[string, object[]]>([
  ['deployment', ['a', 'a-', 'A1', 'a.b'].map((deployment) => ({ deployment }))],
  ['account', ['1234567890123', 'x12345678901', '12345678901 '].map((account) => ({ account }))],
  ['domain', ['a'.repeat(51), 'a-', '1a', 'a_b', 'ab!'].map((domain) => ({ domain }))],
  [
    'stagingRepository',
    ['a'.repeat(101), '.a', 'a', 'a b', '!ab'].map((name) => ({ stagingRepository: name })),
  ],
  ['packages[0]', ['acme-', 'acme-*x', 'acme*', '-acme', 'acme--x'].map((name) => ({ packages: [name] }))],
  [
    'consumerAccounts[0]',
    ['1234567890123', 'x12345678901', 'root'].map((one) => ({ consumerAccounts: [one] })),
  ],
  [
    'notificationEmails[0]',
    ['a b@x.io', 'a@x.io b', 'a@x', '@x.io'].map((one) => ({ notificationEmails: [one] })),
  ],
  ['tags.aws:a', [{ tags: { 'aws:a': '' } }]],
  ['tags.a!', [{ tags: { 'a!': '' } }]],
  ['tags.!a', [{ tags: { '!a': '' } }]],
  [`tags.${'a'.repeat(129)}`, [{ tags: { ['a'.repeat(129)]: '' } }]],
  ['tags.a', ['!a', 'a!', 'a'.repeat(257)].map((value) => ({ tags: { a: value } }))],
  [
    'source.branch',
    ['/a', 'a/', 'a//b', 'x/a..b', '-a', 'a.lock', 'a b', 'a@{b', 'a'.repeat(256)].map((branch) => ({
      source: { type: 'codecommit', branch },
    })),
  ],
  [
    'source.repository',
    [
      ...['a.git', 'a b', '!a', '', 'a'.repeat(101)].map((repository) => ({
        type: 'codecommit',
        repository,
      })),
      ...['acme', 'acme/', '!acme/x', 'acme/x!'].map((repository) => ({ ...CONNECTION, repository })),
    ].map((source) => ({ source })),
  ],
  [
    'source.connectionArn',
    [`x${CONNECTION.connectionArn}`, `${CONNECTION.connectionArn}0`].map((connectionArn) => ({
      source: { ...CONNECTION, connectionArn },
    })),
  ],
  [
    'source.branches[0]',
    ['a b', ' ', '*'.repeat(256)].map((one) => ({ source: { ...CONNECTION, branches: [one] } })),
  ],
  [
    'source.tags',
    [[], Array.from({ length: 9 }, (_, i) => `v${i}`)].map((tags) => ({ source: { ...CONNECTION, tags } })),
  ],
  ['encryption', [{ encryption: 'none' }]],
  ['upstream', [{ upstream: 'conda' }]],
])('what the service would not take as %s is refused', (path, refused) => {
  for (const vigilant of refused)
    expect(problemsOf(vigilant)).toEqual([expect.stringMatching(/: expected /)]);
  for (const vigilant of refused) expect(problemsOf(vigilant)[0]).toContain(`${path}: `);
});
