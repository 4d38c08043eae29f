import { CODEARTIFACT_REGIONS } from '../../lib/contract';
import { resourcesOf, type Synthesized, synthesize } from './synthesize';
import { VARIANTS } from './variants';

const synthesized: Record<string, Synthesized> = {};
beforeAll(() => {
  for (const [name, overrides] of Object.entries(VARIANTS))
    synthesized[name] = synthesize(overrides, { check: true });
});

test.each(Object.keys(VARIANTS))('%s: cdk-nag and the template checks find nothing', (name) => {
  expect(synthesized[name]!.findings).toEqual([]);
});

test('the whole app is as it was when someone last looked at it', () => {
  const { templates } = synthesized['as shipped']!;
  // Definitions and assets are files with tests of their own; here it matters only that they are there.
  const text = JSON.stringify(templates, (key, value) =>
    key === 'DefinitionString' || key === 'BuildSpec' ? `text of ${key}` : value,
  );
  expect(JSON.parse(text.replace(/\b[0-9a-f]{64}\b/g, 'HASH'))).toMatchSnapshot();
});

describe.each([1, 3, 13])('%i regions', (count) => {
  const [primaryRegion, ...replicaRegions] = CODEARTIFACT_REGIONS.slice(0, count);
  let app: Synthesized;
  beforeAll(() => {
    app = synthesize({ primaryRegion, replicaRegions }, { check: true });
  });

  test('have a stack each, deployed before the one that publishes to them', () => {
    expect(app.findings).toEqual([]);
    expect(app.stacks).toHaveLength(count + 1);
    const last = app.stacks.at(-1);
    expect(last?.name).toBe('vigilant-pipeline');
    for (const region of [primaryRegion, ...replicaRegions])
      expect(last?.waitsFor).toContain(`vigilant-${region}`);
  });

  test('fit into the size that IAM allows for the policies of a role', () => {
    expect(tooLarge(app)).toEqual([]);
  });
});

test('the longest names fit into that size too, in every region there is', () => {
  const [primaryRegion, ...replicaRegions] = CODEARTIFACT_REGIONS;
  const longest = {
    deployment: 'd'.repeat(20),
    domain: 'd'.repeat(50),
    stagingRepository: 's'.repeat(100),
    releaseRepository: 'r'.repeat(100),
  };
  expect(
    tooLarge(synthesize({ primaryRegion, replicaRegions, account: '111122223333', ...longest })),
  ).toEqual([]);
});

/** Roles whose policies, together, IAM would refuse (IAM user guide, "IAM and AWS STS quotas": 10,240 characters). */
function tooLarge({ templates }: Synthesized): unknown[] {
  return Object.values(templates)
    .flatMap((template) => resourcesOf(template, 'AWS::IAM::Role'))
    .map(([, { Properties }]) => [
      Properties.RoleName,
      JSON.stringify(Properties.Policies.map((policy: any) => policy.PolicyDocument)).length,
    ])
    .filter(([, size]) => size > 10_240);
}

test('the policies of domains and repositories fit into the size that CodeArtifact allows', () => {
  const { templates } = synthesize({
    account: '111122223333',
    deployment: 'd'.repeat(20),
    consumerAccounts: Array.from({ length: 150 }, (_, index) => String(100000000000 + index)),
  });
  const sizes = Object.values(templates)
    .flatMap(({ Resources }) => Object.values<any>(Resources))
    .filter(({ Type }) => /^AWS::CodeArtifact::(Domain|Repository)$/.test(Type))
    .map(({ Properties }) => textLength(Properties.PermissionsPolicyDocument));
  expect(sizes.filter((size) => size > 4_000).length).toBeGreaterThan(3);
  expect(sizes.filter((size) => size > 7_168)).toEqual([]);
});

/** Characters of a document when CloudFormation has put its texts together. */
function textLength(document: unknown): number {
  return JSON.stringify(document ?? {}, (_, value) =>
    value?.['Fn::Join'] ? value['Fn::Join'][1].map((part: any) => part.Ref ?? part).join('') : value,
  ).length;
}

test('without an account at hand, nothing but the account is left open', () => {
  const { stacks } = synthesized['as shipped']!;
  expect(stacks.map(({ account }) => account)).toEqual(Array(4).fill('unknown-account'));
  expect(stacks.map(({ region }) => region).sort()).toEqual([
    'eu-west-1',
    'us-east-1',
    'us-east-1',
    'us-west-2',
  ]);
});

test('nothing refers from one stack to another', () => {
  for (const app of Object.values(synthesized)) {
    expect(JSON.stringify(app.templates)).not.toMatch(/Fn::ImportValue|Fn::GetStackOutput|Custom::/);
  }
});

test('two deployments share no name in an account', () => {
  const names = (deployment: string) => {
    const { templates } = synthesize({
      deployment,
      domain: deployment,
      source: { type: 'codecommit', repository: `${deployment}-source` },
    });
    return Object.values(templates).flatMap((template: any) =>
      Object.values<any>(template.Resources).flatMap(physicalName),
    );
  };
  const first = names('one');
  expect(first.length).toBeGreaterThan(40);
  expect(names('two').filter((name) => first.includes(name))).toEqual([]);
});

/** The name a resource has in its account, as text; resources that live inside another one have none of their own. */
function physicalName({ Type, Properties }: any): string[] {
  if (Type === 'AWS::CodeArtifact::Repository')
    return [`${Properties.DomainName}/${Properties.RepositoryName}`];
  if (Type === 'AWS::CodeArtifact::PackageGroup') return [`${Properties.DomainName}${Properties.Pattern}`];
  const key = Object.keys(Properties ?? {}).find(
    (property) => property === 'Name' || (/Name$/.test(property) && Type.endsWith(property.slice(0, -4))),
  );
  return key ? [`${Type} ${JSON.stringify(Properties[key])}`] : [];
}

test('each handler is bundled from its own entry, with everything it needs', () => {
  const app = synthesize({ replicaRegions: [] }, { bundle: true });
  const functions = resourcesOf(app.templates['vigilant-pipeline'], 'AWS::Lambda::Function');
  const bundles = functions.map(([, { Properties }]) => Properties.Code.S3Key);
  expect(new Set(bundles).size).toBe(3);
});
