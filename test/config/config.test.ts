import { parseConfig } from '../../lib/config';
import { problemsOf } from './problems-of';

const REGIONS =
  'ap-northeast-1, ap-south-1, ap-southeast-1, ap-southeast-2, eu-central-1, eu-north-1, eu-south-1, eu-west-1, eu-west-2, eu-west-3, us-east-1, us-east-2, us-west-2';

test('an empty configuration is a complete one', () => {
  expect(parseConfig({ vigilant: {} })).toEqual({
    deployment: 'vigilant',
    primaryRegion: 'us-east-1',
    replicaRegions: ['us-west-2', 'eu-west-1'],
    regions: ['us-east-1', 'us-west-2', 'eu-west-1'],
    domain: 'vigilant',
    stagingRepository: 'staging',
    releaseRepository: 'release',
    adopt: { domain: false, repositories: false },
    upstream: 'none',
    packages: [],
    consumerAccounts: [],
    source: { type: 'codecommit', repository: 'python-package', branch: 'main', create: true },
    build: { type: 'ec2', size: 'small', architecture: 'x86_64', timeoutMinutes: 30 },
    publish: { type: 'lambda', size: '1GB', architecture: 'arm64', retries: 2 },
    approval: false,
    notificationEmails: [],
    encryption: 'customer-key',
    retention: { logDays: 90, artifactDays: 30, noncurrentReleaseDays: 90 },
    terminationProtection: false,
    tags: {},
  });
});

test('a parsed configuration cannot be changed, not even deep inside', () => {
  const config = parseConfig({ vigilant: {} });
  expect(() => (config.replicaRegions as string[]).push('eu-north-1')).toThrow(TypeError);
  expect(() => Object.assign(config.retention, { logDays: 1 })).toThrow(TypeError);
});

test.each<[string, unknown, string]>([
  [
    'a misspelt region',
    { replicaRegions: ['us-west-2', 'us-est-2'] },
    `replicaRegions[1]: expected an AWS region where CodeArtifact exists (${REGIONS}), got "us-est-2"`,
  ],
  [
    'a region without CodeArtifact',
    { primaryRegion: 'sa-east-1' },
    `primaryRegion: expected an AWS region where CodeArtifact exists (${REGIONS}), got "sa-east-1"`,
  ],
  [
    'a region listed twice',
    { replicaRegions: ['us-west-2', 'us-west-2'] },
    'replicaRegions[1]: "us-west-2" is listed twice, first as replicaRegions[0]',
  ],
  [
    'a package listed twice',
    { upstream: 'pypi', packages: ['acme', 'acme-*', 'acme'] },
    'packages[2]: "acme" is listed twice, first as packages[0]',
  ],
  [
    'an address listed twice',
    { notificationEmails: ['ops@example.com', 'ops@example.com'] },
    'notificationEmails[1]: "ops@example.com" is listed twice, first as notificationEmails[0]',
  ],
  [
    'more accounts than a policy has room for',
    { consumerAccounts: Array.from({ length: 151 }, (_, index) => String(100000000000 + index)) },
    "consumerAccounts: expected at most 150 accounts, more than a repository's policy has room for, got 151",
  ],
  [
    'artifacts that go before somebody has approved',
    { approval: true, retention: { artifactDays: 7 } },
    'retention.artifactDays: expected more than 7 days, for which an approval may wait, got 7: what was approved would no longer be there to be stored',
  ],
  [
    'the primary region among the replicas',
    { primaryRegion: 'eu-west-1' },
    'replicaRegions[1]: "eu-west-1" is the primary region already; list only further regions here',
  ],
  [
    'regions that are no list',
    { replicaRegions: 'us-west-2' },
    'replicaRegions: expected a list of regions, got "us-west-2"',
  ],
  ['a switch that is text', { approval: 'yes' }, 'approval: expected true or false, got "yes"'],
  [
    'a domain with capital letters',
    { domain: 'Acme' },
    'domain: expected a domain name: 2 to 50 lower-case letters, digits or hyphens, a letter first, no hyphen last, got "Acme"',
  ],
  [
    'one repository for both purposes',
    { stagingRepository: 'release' },
    'releaseRepository: expected another repository than stagingRepository, got "release" for both',
  ],
  [
    'a deployment name that no bucket may begin with',
    { deployment: 'sthree-x' },
    'deployment: "sthree-" is reserved: its buckets could not be created (S3 user guide, "Bucket naming rules")',
  ],
  [
    'a deployment name too long for bucket names',
    { deployment: 'a'.repeat(21) },
    `deployment: expected a deployment name: 2 to 20 lower-case letters, digits or hyphens, a letter first, no hyphen last, got "${'a'.repeat(21)}"`,
  ],
  [
    'an unknown kind of source',
    { source: { type: 'svn' } },
    'source.type: expected "type" to be "codecommit" or "connection", got "svn"',
  ],
  [
    'a connection without its ARN',
    { source: { type: 'connection', repository: 'acme/widgets' } },
    'source.connectionArn: expected the ARN of a connection, arn:aws:codeconnections:REGION:ACCOUNT:connection/ID, got nothing',
  ],
  [
    'an unknown kind of compute',
    { build: { type: 'fargate' } },
    'build.type: expected "type" to be "lambda" or "ec2", got "fargate"',
  ],
  [
    'a time limit where there is none',
    { publish: { type: 'lambda', timeoutMinutes: 10 } },
    'publish: unknown key "timeoutMinutes"; known keys are type, size, architecture, retries',
  ],
  [
    'retries of a job whose bytes would differ',
    { build: { type: 'ec2', retries: 1 } },
    'build: unknown key "retries"; known keys are type, size, architecture, timeoutMinutes',
  ],
  [
    'more retries than fit into a run',
    { publish: { type: 'lambda', retries: 4 } },
    'publish.retries: expected how often a failed publish job is started again: a whole number from 0 to 3, got 4',
  ],
  [
    'a part of a retry',
    { publish: { type: 'ec2', retries: 1.5 } },
    'publish.retries: expected how often a failed publish job is started again: a whole number from 0 to 3, got 1.5',
  ],
  [
    'a publish job that may outlast the workflow',
    { publish: { type: 'ec2', timeoutMinutes: 60 } },
    'publish.timeoutMinutes: expected the minutes a job may take: a whole number from 5 to 25, got 60',
  ],
  [
    'Lambda compute where CodeBuild has none',
    { primaryRegion: 'eu-north-1' },
    'publish: CodeBuild has no Lambda compute in eu-north-1 (only in ap-northeast-1, ap-south-1, ap-southeast-1, ap-southeast-2, eu-central-1, eu-west-1, us-east-1, us-east-2, us-west-2): use {"type": "ec2", "architecture": "x86_64"}',
  ],
  [
    'more tags than a resource can have',
    { tags: Object.fromEntries(Array.from({ length: 50 }, (_, i) => [`tag-${i}`, 'value'])) },
    'tags: expected at most 50 tags with "deployment", which every resource gets, got 51',
  ],
  [
    'a pattern that is there twice',
    {
      source: {
        type: 'connection',
        connectionArn:
          'arn:aws:codeconnections:us-east-1:000000000000:connection/00000000-0000-0000-0000-000000000000',
        repository: 'acme/tools',
        tags: ['v*', 'v*'],
      },
    },
    'source.tags: expected each pattern for tags once',
  ],
  [
    'an upstream without own names',
    { upstream: 'pypi' },
    'packages: expected the names this deployment publishes, since "upstream" is "pypi": they must never come from there',
  ],
  [
    'an upstream where the origin of own names is not ours to control',
    { upstream: 'pypi', packages: ['acme'], adopt: { domain: true } },
    'upstream: an adopted domain gets no package groups, so that nothing would keep a public package from taking one of the names in packages; connect the upstream where the domain is defined',
  ],
  [
    'an upstream of repositories that are not ours',
    { upstream: 'pypi', packages: ['acme'], adopt: { domain: true, repositories: true } },
    'upstream: an upstream cannot be added to adopted repositories; connect it where they are defined',
  ],
  [
    'the name of the repository between an upstream and this deployment',
    { upstream: 'pypi', packages: ['acme'], releaseRepository: 'pypi-store' },
    'releaseRepository: "pypi-store" is the name of the repository that holds what comes from PyPI',
  ],
  [
    'a package name that is not normalised',
    { packages: ['Acme_Tools'] },
    'packages[0]: expected a package name in its normalised form (lower-case letters, digits, single hyphens), or "prefix-*", got "Acme_Tools"',
  ],
  [
    'adopted repositories in a domain still to be made',
    { adopt: { repositories: true } },
    'adopt.repositories: repositories that exist already are in a domain that exists already: set adopt.domain too',
  ],
  [
    'a retention that CloudWatch Logs does not offer',
    { retention: { logDays: 42 } },
    /^retention\.logDays: expected one of 1, 3, .* days, got 42$/ as any,
  ],
  [
    'an unknown key inside',
    { retention: { days: 1 } },
    'retention: unknown key "days"; known keys are logDays, artifactDays, noncurrentReleaseDays',
  ],
  [
    'an address that is none',
    { notificationEmails: ['ops'] },
    'notificationEmails[0]: expected an e-mail address, got "ops"',
  ],
  ['a long text', { domain: '!'.repeat(100) }, /got "!{97}…"$/ as any],
  [
    'a source that is no object',
    { source: 'git' },
    /^source: expected an object with "type": .*"git"$/ as any,
  ],
  [
    'retention that is no object',
    { retention: 1 },
    'retention: expected an object of retention periods, got 1',
  ],
  [
    'an account that is none',
    { account: '123' },
    'account: expected a 12-digit account id in quotes, got "123"',
  ],
])('%s is refused by name', (_, vigilant, expected) => {
  const problems = problemsOf(vigilant);
  expect(problems).toHaveLength(1);
  expect(problems[0]).toEqual(typeof expected === 'string' ? expected : expect.stringMatching(expected));
});

test('an unknown key is refused with the keys that exist', () => {
  expect(problemsOf({ primaryRegin: 'us-east-1' })[0]).toMatch(
    /^: unknown key "primaryRegin"; known keys are deployment, account, primaryRegion, replicaRegions, /,
  );
});

test('all problems are reported at once, those of single keys and those between keys', () => {
  const problems = problemsOf({
    deployment: 'X',
    replicaRegions: ['us-est-2', 'us-east-1'],
    stagingRepository: 'release',
    source: { type: 'codecommit', branch: 'a..b' },
    colour: 'red',
  });
  const paths = problems.map((problem) => problem.slice(0, problem.indexOf(':')));
  expect(paths.sort()).toEqual(
    ['', 'deployment', 'releaseRepository', 'replicaRegions[0]', 'replicaRegions[1]', 'source.branch'].sort(),
  );
});

test('the message of the error lists every problem on a line of its own', () => {
  expect(() => parseConfig({ vigilant: { domain: 'X', approval: 1 } })).toThrow(
    /context "vigilant" of cdk\.json\) has 2 problem\(s\):\n {2}domain: expected .*\n {2}approval: expected true or false, got 1$/,
  );
});

test('a context without the configuration says what it looked for', () => {
  expect(() => parseConfig({})).toThrow('vigilant: expected an object of settings, got nothing');
  expect(() => parseConfig({ vigilant: null })).toThrow('vigilant: expected an object of settings, got null');
});

describe('overrides on the command line', () => {
  test('JSON text stands for the whole configuration', () => {
    expect(parseConfig({ vigilant: '{"primaryRegion": "eu-west-1", "replicaRegions": []}' }).regions).toEqual(
      ['eu-west-1'],
    );
  });

  test('text that is not JSON is refused', () => {
    expect(() => parseConfig({ vigilant: '{' })).toThrow('vigilant: expected JSON, got {');
  });

  test('single keys replace those of cdk.json and leave the others', () => {
    const config = parseConfig({
      vigilant: { domain: 'acme', retention: { logDays: 7 } },
      'vigilant.primaryRegion': 'eu-central-1',
      'vigilant.replicaRegions': '["us-east-2"]',
      'vigilant.approval': 'true',
      'vigilant.retention.artifactDays': '9',
    });
    expect(config).toMatchObject({
      domain: 'acme',
      regions: ['eu-central-1', 'us-east-2'],
      approval: true,
      retention: { logDays: 7, artifactDays: 9 },
    });
  });

  test.each([undefined, null, 'text', []])('a key inside replaces %j', (retention) => {
    const context = { vigilant: { retention }, 'vigilant.retention.logDays': '7' };
    expect(parseConfig(context).retention).toMatchObject({ logDays: 7, artifactDays: 30 });
  });
});
