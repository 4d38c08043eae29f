import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { assetCatalog } from '../../../lib/local/assembly/asset-catalog';
import { deployAssembly } from '../../../lib/local/assembly/deploy-assembly';
import { loadAssembly } from '../../../lib/local/assembly/load-assembly';
import type { ResolvedResource, ResourceProvider } from '../../../lib/local/assembly/resource-provider';
import { systemClock } from '../../../lib/local/clock';

const ACCOUNT = '000000000000';

describe('cloud assembly', () => {
  const directory = mkdtempSync(join(tmpdir(), 'assembly-'));
  afterAll(() => rmSync(directory, { recursive: true }));

  /** Writes an assembly with one stack per template. */
  function written(templates: Record<string, object>, artifacts: object = {}): string {
    const root = mkdtempSync(join(directory, 'cdk.out-'));
    mkdirSync(join(root, 'asset.abc'));
    const stacks = Object.entries(templates).map(([name, template]) => {
      writeFileSync(join(root, `${name}.template.json`), JSON.stringify(template));
      return [
        name,
        {
          type: 'aws:cloudformation:stack',
          environment: 'aws://unknown-account/eu-west-1',
          properties: { templateFile: `${name}.template.json` },
          dependencies: [`${name}.assets`],
        },
      ];
    });
    writeFileSync(
      join(root, 'manifest.json'),
      JSON.stringify({ version: '48.0.0', artifacts: { ...Object.fromEntries(stacks), ...artifacts } }),
    );
    return root;
  }

  /** Records what it deploys; every attribute that is asked for in these tests is `Arn`. */
  function recorder(type: string, deployed: ResolvedResource[]): ResourceProvider {
    return {
      type,
      async deploy(resource) {
        deployed.push(resource);
        return {
          ref: `ref-${resource.logicalId}`,
          attributes: { Arn: `arn-${resource.logicalId}`, 'A.B': 'nested' },
        };
      },
    };
  }

  async function deploy(template: object, types = ['T::T::T']) {
    const deployed: ResolvedResource[] = [];
    const result = await deployAssembly({
      assembly: loadAssembly(written({ Stack: template })),
      providers: types.map((type) => recorder(type, deployed)),
      account: ACCOUNT,
      clock: systemClock,
      log: () => undefined,
    });
    return { ...result, deployed };
  }
  const resource = (Properties: object, more: object = {}) => ({ Type: 'T::T::T', Properties, ...more });

  test('intrinsics are resolved as CloudFormation resolves them', async () => {
    const { deployed, outputs } = await deploy({
      Parameters: {
        BootstrapVersion: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/cdk-bootstrap/x' },
      },
      Rules: { CheckBootstrapVersion: {} },
      Resources: {
        User: resource({
          ref: { Ref: 'Used' },
          arn: { 'Fn::GetAtt': ['Used', 'Arn'] },
          nested: { 'Fn::GetAtt': 'Used.A.B' },
          join: { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Region' }, 3]] },
          sub: { 'Fn::Sub': 'arn:${AWS::Partition}:x:${AWS::AccountId}:${Used}/${Used.Arn}/${!Kept}' },
          subWith: { 'Fn::Sub': ['${Name}.${AWS::URLSuffix}', { Name: { Ref: 'Used' } }] },
          select: { 'Fn::Select': [1, { 'Fn::Split': [':', { 'Fn::Sub': 'x:${AWS::StackName}' }] }] },
          dropped: { Ref: 'AWS::NoValue' },
          list: ['kept', { Ref: 'AWS::NoValue' }],
          bootstrap: { Ref: 'BootstrapVersion' },
        }),
        Used: resource({}),
      },
      Outputs: { UsedArn: { Value: { 'Fn::GetAtt': ['Used', 'Arn'] } } },
    });
    expect(deployed.map(({ logicalId }) => logicalId)).toEqual(['Used', 'User']);
    expect(deployed[1]).toMatchObject({ stack: 'Stack', region: 'eu-west-1', account: ACCOUNT });
    expect(deployed[1]!.properties).toEqual({
      ref: 'ref-Used',
      arn: 'arn-Used',
      nested: 'nested',
      join: 'a-eu-west-1-3',
      sub: 'arn:aws:x:000000000000:ref-Used/arn-Used/${Kept}',
      subWith: 'ref-Used.amazonaws.com',
      select: 'Stack',
      list: ['kept'],
      bootstrap: '30',
    });
    expect(outputs).toEqual({ Stack: { UsedArn: 'arn-Used' } });
  });

  test('a resource comes after those it names in DependsOn, Ref, GetAtt and Sub', async () => {
    const { deployed } = await deploy({
      Resources: {
        A: resource({}, { DependsOn: ['B'] }),
        B: resource({ text: { 'Fn::Sub': 'x${C.Arn}' } }),
        C: resource({ deep: [{ list: { 'Fn::Join': ['', [{ Ref: 'D' }]] } }] }, { DependsOn: 'E' }),
        D: resource({}),
        E: resource({}),
      },
    });
    expect(deployed.map(({ logicalId }) => logicalId).join('')).toBe('EDCBA');
  });

  test.each([
    ['a cycle', { A: resource({ b: { Ref: 'B' } }), B: resource({}, { DependsOn: 'A' }) }, /A → B → A/],
    [
      'an unknown type',
      { A: { Type: 'AWS::EC2::VPC' } },
      /stack Stack, resource A: resource type AWS::EC2::VPC is not supported/,
    ],
    [
      'an unknown intrinsic',
      { A: resource({ x: { 'Fn::ImportValue': 'y' } }) },
      /stack Stack, resource A: the intrinsic function Fn::ImportValue is not supported/,
    ],
    [
      'a condition',
      { A: resource({}, { Condition: 'C' }) },
      /resource A: resource attribute Condition is not supported/,
    ],
    ['a dangling Ref', { A: resource({ x: { Ref: 'Gone' } }) }, /resource A: Ref names "Gone"/],
    [
      'a dangling DependsOn',
      { A: resource({}, { DependsOn: 'Gone' }) },
      /resource A: DependsOn names "Gone"/,
    ],
    [
      'an attribute nobody has',
      { A: resource({ x: { 'Fn::GetAtt': ['B', 'Url'] } }), B: resource({}) },
      /wants "Url" of B; the local runtime has Arn, A.B/,
    ],
    [
      'an index beyond the list',
      { A: resource({ x: { 'Fn::Select': [2, ['a']] } }) },
      /item 2 of a list of 1/,
    ],
  ])('%s is refused and named', async (_what, Resources, message) => {
    await expect(deploy({ Resources })).rejects.toThrow(message);
  });

  test('every resource that cannot be deployed is reported at once, and nothing is deployed', async () => {
    const deployed: ResolvedResource[] = [];
    const assembly = loadAssembly(
      written({
        One: { Resources: { A: resource({}), V: { Type: 'AWS::EC2::VPC' } } },
        Two: { Transform: 'x' },
      }),
    );
    const attempt = deployAssembly({
      assembly,
      providers: [recorder('T::T::T', deployed)],
      account: ACCOUNT,
      clock: systemClock,
      log: () => undefined,
    });
    await expect(attempt).rejects.toThrow(
      /resource V: .*EC2::VPC(?:.|\n)*stack Two: template section Transform/,
    );
    expect(deployed).toEqual([]);
  });

  test('the failure of a provider names the resource', async () => {
    const provider: ResourceProvider = {
      type: 'T::T::T',
      deploy: async () => {
        throw new Error('Foo is not emulated');
      },
    };
    const assembly = loadAssembly(written({ Stack: { Resources: { A: resource({}) } } }));
    await expect(
      deployAssembly({
        assembly,
        providers: [provider],
        account: ACCOUNT,
        clock: systemClock,
        log: () => undefined,
      }),
    ).rejects.toThrow('stack Stack, resource A (T::T::T): Foo is not emulated');
  });

  test('types that need no behaviour are accepted, listed with the reason, and can be referred to', async () => {
    const { notEmulated, deployed } = await deploy({
      Resources: {
        Alarm: { Type: 'AWS::CloudWatch::Alarm', Properties: { AlarmName: 'left-behind' } },
        User: resource({ alarm: { 'Fn::GetAtt': ['Alarm', 'Arn'] } }),
      },
    });
    expect(notEmulated).toEqual([
      {
        stack: 'Stack',
        logicalId: 'Alarm',
        type: 'AWS::CloudWatch::Alarm',
        reason: 'metrics are not recorded locally',
      },
    ]);
    expect(deployed[0]!.properties.alarm).toBe('arn:aws:cloudwatch:eu-west-1:000000000000:alarm:left-behind');
  });

  test('stacks come in the order of their dependencies', () => {
    const root = written({ First: {}, Second: {} });
    const path = join(root, 'manifest.json');
    const manifest = JSON.parse(readFileSync(path, 'utf8'));
    manifest.artifacts.First.dependencies.push('Second');
    writeFileSync(path, JSON.stringify(manifest));
    expect(loadAssembly(root).stacks.map(({ name }) => name)).toEqual(['Second', 'First']);
    manifest.artifacts.Second.dependencies.push('First');
    writeFileSync(path, JSON.stringify(manifest));
    expect(() => loadAssembly(root)).toThrow(/stacks depend on each other: First → Second → First/);
  });

  test('assets are found by the bucket and key of the account', () => {
    const root = written(
      { Stack: {} },
      { 'Stack.assets': { type: 'cdk:asset-manifest', properties: { file: 'Stack.assets.json' } } },
    );
    writeFileSync(
      join(root, 'Stack.assets.json'),
      JSON.stringify({
        files: {
          abc: {
            source: { path: 'asset.abc', packaging: 'zip' },
            destinations: {
              'current_account-eu-west-1': {
                bucketName: 'cdk-hnb659fds-assets-${AWS::AccountId}-eu-west-1',
                objectKey: 'abc.zip',
                region: 'eu-west-1',
              },
            },
          },
        },
      }),
    );
    const catalog = assetCatalog(loadAssembly(root), ACCOUNT);
    const bucket = 'cdk-hnb659fds-assets-000000000000-eu-west-1';
    expect(catalog.find(bucket, 'abc.zip')).toMatchObject({
      path: join(root, 'asset.abc'),
      packaging: 'zip',
    });
    expect(catalog.find(bucket, 'other.zip')).toBeUndefined();
    expect([...catalog.buckets]).toEqual([[bucket, 'eu-west-1']]);
  });

  test('an assembly that is not there, or has what is not supported, is refused with the remedy', () => {
    expect(() => loadAssembly(join(directory, 'none'))).toThrow(/manifest.json.*run `npx cdk synth` first/);
    expect(() => loadAssembly(written({}, { Nested: { type: 'cdk:cloud-assembly' } }))).toThrow(
      /artifact Nested .*cdk:cloud-assembly are not supported/,
    );
    const agnostic = {
      type: 'aws:cloudformation:stack',
      environment: 'aws://unknown-account/unknown-region',
    };
    expect(() => loadAssembly(written({}, { Agnostic: agnostic }))).toThrow(
      /stack Agnostic: .*explicit region/,
    );
  });
});
