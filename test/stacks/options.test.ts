import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { effectiveSettings } from '../../lib/cli/config/effective-settings';
import { parseConfig } from '../../lib/config';
import { loadStateMachine, placeholdersOf, STATE_MACHINES_DIRECTORY } from '../../lib/constructs/definitions';
import { EVENT_DETAIL_TYPES } from '../../lib/contract';
import { allStates } from '../state-machines/definition';
import { resourcesOf, type Synthesized, synthesize } from './synthesize';

const CONNECTION =
  'arn:aws:codeconnections:us-east-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';

/** Everything that can be set, set to something else than the default. */
const EVERYTHING = {
  deployment: 'acme',
  account: '111122223333',
  primaryRegion: 'eu-central-1',
  replicaRegions: ['eu-north-1'],
  domain: 'acme-packages',
  stagingRepository: 'incoming',
  releaseRepository: 'python',
  upstream: 'pypi',
  packages: ['acme-tool'],
  consumerAccounts: ['444455556666'],
  source: {
    type: 'connection',
    connectionArn: CONNECTION,
    repository: 'acme/widgets',
    branch: 'trunk',
    branches: ['release/*'],
    tags: ['v*'],
  },
  build: { type: 'ec2', size: 'large', architecture: 'arm64', timeoutMinutes: 47 },
  publish: { type: 'ec2', size: 'medium', architecture: 'x86_64', timeoutMinutes: 17, retries: 1 },
  approval: true,
  notificationEmails: ['ops@example.com'],
  retention: { logDays: 14, artifactDays: 10, noncurrentReleaseDays: 21 },
  terminationProtection: true,
  tags: { team: 'platform' },
};

let everything: Synthesized;
let pipeline: any;
let region: any;
beforeAll(() => {
  everything = synthesize(EVERYTHING, { check: true });
  expect(everything.findings).toEqual([]);
  pipeline = everything.templates['acme-pipeline'];
  region = everything.templates['acme-eu-north-1'];
});

const propertiesOf = (template: any, type: string): any[] =>
  resourcesOf(template, type).map(([, { Properties }]) => Properties);
const definition = (): string =>
  propertiesOf(pipeline, 'AWS::StepFunctions::StateMachine')[0].DefinitionString;
const project = (name: string) =>
  propertiesOf(pipeline, 'AWS::CodeBuild::Project').find(({ Name }) => Name === name);

test('every setting but `adopt` and `encryption`, which have tests of their own, is set here to what is no default', () => {
  const defaults = new Map(
    effectiveSettings(parseConfig({ vigilant: {} }), {}).map(({ path, value }) => [
      path,
      JSON.stringify(value),
    ]),
  );
  const changed = effectiveSettings(parseConfig({ vigilant: EVERYTHING }), EVERYTHING);
  const same = changed.filter(({ path, value }) => defaults.get(path) === JSON.stringify(value));
  expect(same.map(({ path }) => path).sort()).toEqual([
    'adopt.domain',
    'adopt.repositories',
    'build.type',
    'encryption',
  ]);
});

test('regions, account and names are those of the configuration', () => {
  expect(everything.stacks.map(({ name, account, region }) => [name, account, region])).toEqual([
    ['acme-eu-central-1', '111122223333', 'eu-central-1'],
    ['acme-eu-north-1', '111122223333', 'eu-north-1'],
    ['acme-pipeline', '111122223333', 'eu-central-1'],
  ]);
  expect(propertiesOf(region, 'AWS::CodeArtifact::Domain')).toMatchObject([{ DomainName: 'acme-packages' }]);
  expect(
    propertiesOf(region, 'AWS::CodeArtifact::Repository')
      .map(({ RepositoryName }) => RepositoryName)
      .sort(),
  ).toEqual(['incoming', 'pypi-store', 'python']);
});

test('other accounts may read, packages come from PyPI, except own ones', () => {
  const repositories = propertiesOf(region, 'AWS::CodeArtifact::Repository');
  const release = repositories.find(({ RepositoryName }) => RepositoryName === 'python');
  expect(JSON.stringify(release.PermissionsPolicyDocument)).toContain('444455556666');
  expect(release.Upstreams).toEqual(['pypi-store']);
  const upstream = repositories.find(({ RepositoryName }) => RepositoryName === 'pypi-store');
  expect(upstream.ExternalConnections).toEqual(['public:pypi']);
});

test('every repository is kept, and made after what it names: its domain, and the one it serves packages from', () => {
  const domain = resourcesOf(region, 'AWS::CodeArtifact::Domain').map(([id]) => id);
  const repositories = resourcesOf(region, 'AWS::CodeArtifact::Repository');
  const upstream = repositories.find(([, { Properties }]) => Properties.RepositoryName === 'pypi-store')?.[0];
  expect(repositories).toHaveLength(3);
  for (const [, { DeletionPolicy, UpdateReplacePolicy, DependsOn, Properties }] of repositories) {
    expect([DeletionPolicy, UpdateReplacePolicy]).toEqual(['RetainExceptOnCreate', 'Retain']);
    expect(DependsOn).toEqual(
      expect.arrayContaining([...domain, ...(Properties.Upstreams === undefined ? [] : [upstream])]),
    );
  }
});

test('a connection starts the pipeline by the filters on branches and on tags', () => {
  const [{ Triggers }] = propertiesOf(pipeline, 'AWS::CodePipeline::Pipeline');
  expect(Triggers[0].GitConfiguration.Push).toEqual([
    { Tags: { Includes: ['v*'] } },
    { Branches: { Includes: ['release/*'] } },
  ]);
});

test('jobs run on the compute, for the time that was asked for', () => {
  expect(project('acme-build')).toMatchObject({
    TimeoutInMinutes: 47,
    Environment: { Type: 'ARM_CONTAINER', ComputeType: 'BUILD_GENERAL1_LARGE' },
  });
  expect(project('acme-publish')).toMatchObject({
    TimeoutInMinutes: 17,
    Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_MEDIUM' },
  });
});

test('a failed publish job is started again as often as asked for, and nothing else changes in the definition', () => {
  const shipped = readFileSync(join(STATE_MACHINES_DIRECTORY, 'publish.asl.json'), 'utf8');
  const expected = JSON.parse(shipped);
  const [, retrier] = expected.States.PublishRegions.ItemProcessor.States.PublishJob.Retry;
  expect(retrier.ErrorEquals).toEqual(['States.TaskFailed']);
  // What the file says is what a configuration without the key means.
  expect(retrier.MaxAttempts).toBe(parseConfig({ vigilant: {} }).publish.retries);
  retrier.MaxAttempts = 1;
  expect(JSON.parse(definition())).toEqual(expected);
});

test('retries of a state that has none are refused by name', () => {
  const names = Object.fromEntries(placeholdersOf(definition()).map((name) => [name, '']));
  expect(() => loadStateMachine('publish', names, { PublishJbo: 1 })).toThrow(
    'state-machines/publish.asl.json: expected a state PublishJbo that retries States.TaskFailed, found none',
  );
});

test('placeholders stand for names and ARNs only, in texts', () => {
  expect(placeholdersOf(definition()).filter((name) => !/(Name|Arn|Regions)$/.test(name))).toEqual([]);
});

test('people are asked and told', () => {
  expect(propertiesOf(pipeline, 'AWS::SNS::Subscription')).toMatchObject([
    { Protocol: 'email', Endpoint: 'ops@example.com' },
  ]);
  const [{ Stages }] = propertiesOf(pipeline, 'AWS::CodePipeline::Pipeline');
  const [approval] = Stages.find(({ Name }: any) => Name === 'Approve').Actions;
  expect(approval.Configuration.CustomData).toMatch(
    /^Publish #\{\w+\.PACKAGE\} #\{\w+\.VERSION\} to every region\?$/,
  );
});

test('logs, artifacts and replaced releases are kept as long as asked for', () => {
  for (const { RetentionInDays } of propertiesOf(pipeline, 'AWS::Logs::LogGroup'))
    expect(RetentionInDays).toBe(14);
  const rules = propertiesOf(pipeline, 'AWS::S3::Bucket').map(
    ({ LifecycleConfiguration }) => LifecycleConfiguration.Rules[0],
  );
  expect(rules).toContainEqual(expect.objectContaining({ ExpirationInDays: 10 }));
  expect(rules).toContainEqual(
    expect.objectContaining({ NoncurrentVersionExpiration: { NoncurrentDays: 21 } }),
  );
});

test('stacks are protected from being deleted, if asked for', () => {
  const protection = (app: Synthesized) =>
    app.stacks.map(({ terminationProtection }) => terminationProtection);
  expect(protection(everything)).toEqual([true, true, true]);
  expect(protection(synthesize())).toEqual([false, false, false, false]);
});

test('everything that takes tags has those of the deployment and of the configuration', () => {
  const tagged = Object.values(everything.templates).flatMap((template: any) =>
    Object.entries<any>(template.Resources).filter(([, { Properties }]) => Properties?.Tags),
  );
  const types = new Set(tagged.map(([, { Type }]) => Type));
  for (const type of [
    'S3::Bucket',
    'DynamoDB::Table',
    'KMS::Key',
    'Lambda::Function',
    'StepFunctions::StateMachine',
  ]) {
    expect(types).toContain(`AWS::${type}`);
  }
  for (const [id, { Properties }] of tagged) {
    const tags = Array.isArray(Properties.Tags)
      ? Object.fromEntries(Properties.Tags.map(({ Key, Value }: any) => [Key, Value]))
      : Properties.Tags;
    expect([id, tags]).toEqual([id, expect.objectContaining({ deployment: 'acme', team: 'platform' })]);
  }
});

test('an output of each region makes pip install from it', () => {
  expect(pipeline.Outputs.PipIndexeunorth1.Value).toBe(
    'aws codeartifact login --tool pip --region eu-north-1 --domain acme-packages --domain-owner 111122223333 --repository python',
  );
});

test('one dashboard shows alarms, runs, failures by region and package, jobs and sweeps', () => {
  const [{ DashboardName, DashboardBody }] = propertiesOf(pipeline, 'AWS::CloudWatch::Dashboard');
  expect(DashboardName).toBe('acme');
  const text = JSON.stringify(DashboardBody);
  for (const name of ['ExecutionsFailed', 'ExecutionTime', 'FailedBuilds', 'ExpiredLocks', 'SEARCH(']) {
    expect(text).toContain(name);
  }
  for (const name of EVERYTHING.replicaRegions) expect(text).toContain(`\\"Region\\",\\"${name}\\"`);
});

test('the states whose entry the dashboard counts as a failure are states of the workflow', () => {
  const [{ DashboardBody }] = propertiesOf(pipeline, 'AWS::CloudWatch::Dashboard');
  const [, list = ''] = /details\.name in \[([^\]]+)\]/.exec(JSON.stringify(DashboardBody)) ?? [];
  const states = allStates(JSON.parse(definition())).map(([name]) => name);
  expect(states).toEqual(expect.arrayContaining(list.match(/\w+/g) as string[]));
});

test('an event is put for every published, rolled back and incomplete release', () => {
  const text = definition();
  for (const type of Object.values(EVENT_DETAIL_TYPES)) expect(text).toContain(type);
});

describe('what exists already', () => {
  test('a domain is adopted: repositories are made in it, and neither key nor package groups', () => {
    const { templates } = synthesize({ adopt: { domain: true } });
    const types = Object.values<any>(templates['vigilant-us-west-2'].Resources).map(({ Type }) => Type);
    expect(types).toEqual(['AWS::CodeArtifact::Repository', 'AWS::CodeArtifact::Repository']);
  });

  test('repositories are adopted: a region has no stack, and the roles may use them all the same', () => {
    const adopted = synthesize({ adopt: { domain: true, repositories: true } });
    expect(adopted.stacks.map(({ name }) => name)).toEqual(['vigilant-pipeline']);
    expect(JSON.stringify(adopted.templates)).toContain('package/vigilant/release/pypi//*');
  });

  test('a CodeCommit repository is used and not made', () => {
    const { templates } = synthesize({
      source: { type: 'codecommit', repository: 'PackageSourceCode', create: false },
    });
    expect(resourcesOf(templates['vigilant-pipeline'], 'AWS::CodeCommit::Repository')).toEqual([]);
    expect(templates['vigilant-pipeline'].Outputs.CloneUrl).toBeDefined();
  });

  test('keys that AWS owns are used: none is made, and nothing is left unencrypted', () => {
    const { templates } = synthesize({ encryption: 'aws-owned' });
    for (const template of Object.values(templates))
      expect(resourcesOf(template, 'AWS::KMS::Key')).toEqual([]);
    const buckets = propertiesOf(templates['vigilant-pipeline'], 'AWS::S3::Bucket');
    for (const { BucketEncryption } of buckets) expect(JSON.stringify(BucketEncryption)).toContain('AES256');
  });
});

test('the topic refuses messages that come without TLS', () => {
  const [{ PolicyDocument }] = propertiesOf(pipeline, 'AWS::SNS::TopicPolicy');
  expect(PolicyDocument.Statement).toContainEqual(
    expect.objectContaining({ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
  );
});
