import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { systemClock } from '../../lib/local/clock';
import { OPERATOR } from '../../lib/local/iam/iam';
import type { Decision } from '../../lib/local/iam/journal';
import { createRuntime, type LocalRuntime } from '../../lib/local/runtime';
import { FlowAccount, PACKAGE } from '../iam-mutate/flow-account';
import { type LabelledAssembly, labelledAssembly } from '../iam-mutate/labelled-assembly';

const run = promisify(execFile);
const root = join(__dirname, '../..');
const bin = join(root, '.venv', 'bin');
const home = mkdtempSync(join(tmpdir(), 'vigilant-iam-'));
const ACCOUNT = '000000000000';
const VERSION = '1.0.0';

const decisions: Decision[] = [];
let assembly: LabelledAssembly;
let runtime: LocalRuntime;
let account: FlowAccount;
let wheel: string;

/** Credentials as the AWS CLI takes them. */
type Credentials = Record<string, string>;
const operator: Credentials = {
  AWS_ACCESS_KEY_ID: OPERATOR.accessKeyId,
  AWS_SECRET_ACCESS_KEY: OPERATOR.secretAccessKey,
};
/** The administrator of an account that may read: locally, an access key that is the account's number. */
const CONSUMER_ACCOUNT = '444455556666';
const otherAccount: Credentials = { ...operator, AWS_ACCESS_KEY_ID: CONSUMER_ACCOUNT };
const callers: Record<string, Credentials> = { operator };

interface Outcome {
  readonly code: number;
  readonly output: string;
}

async function tool(name: string, args: string[], env: Record<string, string> = {}): Promise<Outcome> {
  const environment = {
    PATH: `${bin}:${process.env['PATH']}`,
    HOME: home,
    // twine breaks its lines to fit, in the middle of names.
    COLUMNS: '2000',
    NO_PROXY: '127.0.0.1',
    PIP_CONFIG_FILE: '/dev/null',
    ...env,
  };
  try {
    const { stdout } = await run(join(bin, name), args, { env: environment, cwd: home });
    return { code: 0, output: stdout };
  } catch (error) {
    const { code, stdout, stderr } = error as { code: number; stdout: string; stderr: string };
    // Tools wrap lines and colour them where they like.
    return { code, output: `${stdout}${stderr}`.replace(/\x1b\[[0-9;]*m/g, '').replace(/\s+/g, ' ') };
  }
}

const aws = (as: Credentials, region: string, ...args: string[]) =>
  tool('aws', args, {
    ...as,
    AWS_ENDPOINT_URL: runtime.url,
    AWS_DEFAULT_REGION: region,
    AWS_MAX_ATTEMPTS: '1',
    AWS_CONFIG_FILE: '/dev/null',
    AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
  });

const tokens = new Map<string, Promise<string>>();

/** Token of a caller in a region; asked for once, since each start of the AWS CLI takes half a second. */
function token(as: Credentials, region: string): Promise<string> {
  const key = `${as['AWS_ACCESS_KEY_ID']} ${region}`;
  const known = tokens.get(key) ?? getToken(as, region);
  tokens.set(key, known);
  return known;
}

async function getToken(as: Credentials, region: string): Promise<string> {
  const asked = [
    '--domain',
    'vigilant',
    '--domain-owner',
    ACCOUNT,
    '--query',
    'authorizationToken',
    '--output',
    'text',
  ];
  const { code, output } = await aws(as, region, 'codeartifact', 'get-authorization-token', ...asked);
  if (code !== 0) throw new Error(output);
  return output.trim();
}

const host = (region: string) => `vigilant-${ACCOUNT}.d.codeartifact.${region}.amazonaws.com`;

async function twineUpload(as: Credentials, region: string, repository: string): Promise<Outcome> {
  const url = `${runtime.url}/${host(region)}/pypi/${repository}/`;
  const flags = ['--non-interactive', '--disable-progress-bar', '--verbose', '--repository-url', url];
  return await tool('twine', ['upload', ...flags, wheel], {
    TWINE_USERNAME: 'aws',
    TWINE_PASSWORD: await token(as, region),
  });
}

async function pipDownload(as: Credentials, from: { region: string; repository: string }, name: string) {
  const url = runtime.url.replace('//', `//aws:${await token(as, from.region)}@`);
  const target = mkdtempSync(join(home, 'download-'));
  const index = `${url}/${host(from.region)}/pypi/${from.repository}/simple/`;
  const flags = ['--no-deps', '--no-cache-dir', '--disable-pip-version-check', '--retries', '0'];
  const outcome = await tool('pip', ['download', ...flags, '--index-url', index, '--dest', target, name]);
  return { ...outcome, files: readdirSync(target).map((file) => join(target, file)) };
}

function copy(as: Credentials, region: string, from: string, to: string): Promise<Outcome> {
  return aws(
    as,
    region,
    ...['codeartifact', 'copy-package-versions', '--domain', 'vigilant', '--domain-owner', ACCOUNT],
    ...['--format', 'pypi'],
    ...['--package', PACKAGE, '--versions', VERSION],
    ...['--source-repository', from, '--destination-repository', to],
  );
}

/** A role of the account that is none of the workflow's, which the account's administrators may take on. */
function role(name: string, statements: unknown[]) {
  const trust = {
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: `arn:aws:iam::${ACCOUNT}:root` },
  };
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      RoleName: name,
      AssumeRolePolicyDocument: { Version: '2012-10-17', Statement: [trust] },
      Policies: [
        { PolicyName: 'permissions', PolicyDocument: { Version: '2012-10-17', Statement: statements } },
      ],
    },
  };
}

function addRoles(directory: string): void {
  const file = join(directory, 'vigilant-pipeline.template.json');
  const template = JSON.parse(readFileSync(file, 'utf8'));
  const allow = (Action: string[], Resource: string) => ({ Effect: 'Allow', Action, Resource });
  template.Resources.PlatformTeam = role('platform-team', [allow(['*'], '*')]);
  template.Resources.Consumer = role('consumer', [
    allow(['codeartifact:GetAuthorizationToken'], `arn:aws:codeartifact:*:${ACCOUNT}:domain/vigilant`),
    allow(
      ['codeartifact:ReadFromRepository'],
      `arn:aws:codeartifact:*:${ACCOUNT}:repository/vigilant/release`,
    ),
    allow(['sts:GetServiceBearerToken'], '*'),
  ]);
  writeFileSync(file, JSON.stringify(template));
}

const assumeRole = (name: string) =>
  aws(
    operator,
    'us-east-1',
    ...['sts', 'assume-role', '--role-session-name', 'test', '--output', 'json'],
    ...['--role-arn', `arn:aws:iam::${ACCOUNT}:role/${name}`],
  );

async function sessionOf(name: string): Promise<Credentials> {
  const { code, output } = await assumeRole(name);
  if (code !== 0) throw new Error(output);
  const { AccessKeyId, SecretAccessKey, SessionToken } = JSON.parse(output).Credentials;
  return {
    AWS_ACCESS_KEY_ID: AccessKeyId,
    AWS_SECRET_ACCESS_KEY: SecretAccessKey,
    AWS_SESSION_TOKEN: SessionToken,
  };
}

beforeAll(async () => {
  const consumers = `consumerAccounts=["${CONSUMER_ACCOUNT}"]`;
  const settings = ['upstream=pypi', `packages=["${PACKAGE}","acme-*"]`, consumers];
  assembly = await labelledAssembly({ projectRoot: root, settings });
  addRoles(assembly.directory);
  runtime = await createRuntime({
    assemblyDirectory: assembly.directory,
    account: ACCOUNT,
    projectRoot: root,
    clock: systemClock,
    log: () => {},
    journal: (decision) => decisions.push(decision),
  });
  account = new FlowAccount({ runtime, names: assembly.names, projectRoot: root });
  expect(await account.pipelineEnd(await account.push(VERSION))).toBe('Succeeded');
  for (const name of ['platform-team', 'consumer']) callers[name] = await sessionOf(name);
  const { files } = await pipDownload(
    operator,
    { region: 'us-east-1', repository: 'release' },
    `${PACKAGE}==${VERSION}`,
  );
  wheel = files[0] ?? '';
});

afterAll(async () => {
  await runtime?.close();
  assembly?.remove();
  rmSync(home, { recursive: true, force: true });
});

// No way round the workflow: what people and other roles try with their own tools.

test.each([
  ['codeartifact:PublishPackageVersion', 'vigilant-publish-job', 'staging'],
  ['codeartifact:CopyPackageVersions', 'vigilant-promote', 'release'],
])('publishing used %s as %s alone, in %s alone', (action, roleName, repository) => {
  const used = decisions
    .filter(({ question, answer }) => question.request.action === action && answer.allowed)
    .map(({ principal, question }) => [principal.roleArn, question.request.resource.split('/')[2]]);
  expect(used.length).toBeGreaterThanOrEqual(3);
  for (const use of used) expect(use).toEqual([`arn:aws:iam::${ACCOUNT}:role/${roleName}`, repository]);
});

test.each(['publish-job', 'promote', 'retract'])(
  'an administrator cannot take on the role of %s',
  async (name) => {
    const { code, output } = await assumeRole(`vigilant-${name}`);
    expect(code).not.toBe(0);
    expect(output).toContain(
      `An error occurred (AccessDenied) when calling the AssumeRole operation: User: ` +
        `arn:aws:iam::${ACCOUNT}:user/operator is not authorized to perform: sts:AssumeRole on resource: ` +
        `arn:aws:iam::${ACCOUNT}:role/vigilant-${name}`,
    );
  },
);

const administrators = ['operator', 'platform-team'];
const ARNS: Record<string, string> = {
  operator: `arn:aws:iam::${ACCOUNT}:user/operator`,
  'platform-team': `arn:aws:sts::${ACCOUNT}:assumed-role/platform-team/test`,
};

test.each(administrators.flatMap((who) => ['staging', 'release'].map((repository) => [who, repository])))(
  '%s, who may do everything, cannot upload to %s with twine',
  async (who, repository) => {
    const { code, output } = await twineUpload(callers[who]!, 'eu-west-1', repository);
    expect(code).not.toBe(0);
    expect(output).toContain('403 Forbidden');
    expect(output).toContain(
      `User: ${ARNS[who]} is not authorized to perform: codeartifact:PublishPackageVersion on resource: ` +
        `arn:aws:codeartifact:eu-west-1:${ACCOUNT}:package/vigilant/${repository}/pypi//${PACKAGE} ` +
        'with an explicit deny in a resource-based policy',
    );
  },
);

test.each(
  administrators.flatMap((who) =>
    [
      ['staging', 'release'],
      ['release', 'staging'],
    ].map((way) => [who, ...way]),
  ),
)('%s, who may do everything, cannot copy from %s to %s with the AWS CLI', async (who, from, to) => {
  const { code, output } = await copy(callers[who!]!, 'us-west-2', from!, to!);
  expect(code).not.toBe(0);
  expect(output).toMatch(
    /An error occurred \(AccessDeniedException\) when calling the CopyPackageVersions operation: User: \S+ is not authorized to perform: codeartifact:\w+ on resource: \S+ with an explicit deny in a resource-based policy/,
  );
});

test.each(['us-east-1', 'us-west-2', 'eu-west-1'])(
  'a consumer installs from the release repository of %s, and sees nothing of staging',
  async (region) => {
    const consumer = callers['consumer']!;
    const got = await pipDownload(consumer, { region, repository: 'release' }, `${PACKAGE}==${VERSION}`);
    expect(got.files.map((file) => readFileSync(file))).toEqual([readFileSync(wheel)]);
    const refused = await pipDownload(consumer, { region, repository: 'staging' }, PACKAGE);
    expect(refused.code).not.toBe(0);
    expect(refused.files).toEqual([]);
  },
);

test('a consumer can neither upload to release nor delete from it', async () => {
  const consumer = callers['consumer']!;
  const upload = await twineUpload(consumer, 'us-east-1', 'release');
  expect(upload.output).toContain('403 Forbidden');
  const deletion = await aws(
    consumer,
    'us-east-1',
    ...['codeartifact', 'delete-package-versions', '--domain', 'vigilant', '--repository', 'release'],
    ...['--format', 'pypi', '--package', PACKAGE, '--versions', VERSION],
  );
  expect(deletion.output).toContain(
    `(AccessDeniedException) when calling the DeletePackageVersions operation: User: arn:aws:sts::${ACCOUNT}:` +
      'assumed-role/consumer/test is not authorized to perform: codeartifact:DeletePackageVersions on resource: ' +
      `arn:aws:codeartifact:us-east-1:${ACCOUNT}:package/vigilant/release/pypi//${PACKAGE} because no ` +
      'identity-based policy allows the codeartifact:DeletePackageVersions action',
  );
});

test('another account installs from release when it names the owner, and can do nothing else', async () => {
  const region = 'eu-west-1';
  const got = await pipDownload(otherAccount, { region, repository: 'release' }, `${PACKAGE}==${VERSION}`);
  expect(got.files.map((file) => readFileSync(file))).toEqual([readFileSync(wheel)]);
  const staging = await pipDownload(otherAccount, { region, repository: 'staging' }, PACKAGE);
  expect([staging.code, staging.files]).not.toEqual([0, []]);
  expect(staging.files).toEqual([]);
  const upload = await twineUpload(otherAccount, region, 'release');
  expect(upload.output).toContain('403 Forbidden');
  const copied = await copy(otherAccount, region, 'release', 'release');
  const who = `arn:aws:iam::${CONSUMER_ACCOUNT}:user/operator`;
  expect(copied.output).toContain(
    `User: ${who} is not authorized to perform: codeartifact:CopyPackageVersions`,
  );
  const unowned = await aws(
    otherAccount,
    region,
    ...['codeartifact', 'list-packages', '--domain', 'vigilant', '--repository', 'release'],
  );
  expect(unowned.output).toContain(`Domain not found. Domain name: vigilant, owner: ${CONSUMER_ACCOUNT}`);
});

test('an account that is not let in gets no token', async () => {
  const stranger = { ...operator, AWS_ACCESS_KEY_ID: '777788889999' };
  await expect(token(stranger, 'us-east-1')).rejects.toThrow(
    'because no resource-based policy allows the codeartifact:GetAuthorizationToken action',
  );
});

test('names that are published here never come from upstream, others do', async () => {
  const page = async (name: string) => {
    const authorization = `Basic ${Buffer.from(`aws:${await token(operator, 'us-east-1')}`).toString('base64')}`;
    const url = `${runtime.url}/${host('us-east-1')}/pypi/release/simple/${name}/`;
    return await (await fetch(url, { headers: { authorization } })).text();
  };
  const upstream = 'would be looked for over the external connection public:pypi';
  expect(await page('left-pad')).toContain(upstream);
  expect(await page('acme-invoices')).toContain('acme-invoices not found');
  expect(await page('acme-invoices')).not.toContain(upstream);
  const { output } = await aws(
    operator,
    'us-east-1',
    ...['codeartifact', 'describe-package-group', '--domain', 'vigilant', '--output', 'json'],
    ...['--package-group', `/pypi//${PACKAGE}$`],
  );
  expect(JSON.parse(output).packageGroup.originConfiguration.restrictions).toMatchObject({
    PUBLISH: { effectiveMode: 'ALLOW' },
    EXTERNAL_UPSTREAM: { effectiveMode: 'BLOCK' },
    INTERNAL_UPSTREAM: { effectiveMode: 'BLOCK' },
  });
  const other = await pipDownload(
    operator,
    { region: 'us-east-1', repository: 'release' },
    `${PACKAGE}==99.0.0`,
  );
  expect(other.output).toContain(`No matching distribution found for ${PACKAGE}==99.0.0`);
});
