import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testContext } from './test-context';

const setup = require('../../bin/setup.js');

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'vigilant-config-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function checkOf(vigilant: unknown, ...args: string[]) {
  writeFileSync(join(folder, 'cdk.json'), JSON.stringify({ context: { vigilant } }));
  let exitCode = 0;
  const { command } = testContext({
    projectRoot: folder,
    finish: (code) => {
      exitCode = code;
    },
  });
  const answer = await command('config', 'check', ...args);
  return { ...answer, exitCode };
}

const BAD = { replicaRegions: ['us-est-2'], domain: 'X', stagingRepository: 'release', colour: 'red' };

test('every problem of the configuration is told at once, and nothing is synthesized', async () => {
  const { code, notes } = await checkOf(BAD);
  expect(code).toBe(2);
  expect(notes).toContain('has 4 problem(s)');
  for (const path of ['replicaRegions[0]', 'domain', 'releaseRepository', '"colour"']) {
    expect(notes).toContain(path);
  }
});

test('with --json the problems are data', async () => {
  const { code, out } = await checkOf(BAD, '--json');
  expect(code).toBe(2);
  const { valid, problems } = JSON.parse(out);
  expect(valid).toBe(false);
  expect(problems.map(({ path }: any) => path).sort()).toEqual(
    ['', 'domain', 'releaseRepository', 'replicaRegions[0]'].sort(),
  );
});

test('a cdk.json that is none is named', async () => {
  writeFileSync(join(folder, 'cdk.json'), '{');
  const { code, notes } = await testContext({ projectRoot: folder }).command('config', 'check');
  expect(code).toBe(2);
  expect(notes).toContain(`${join(folder, 'cdk.json')}: expected the project's configuration, got: `);
});

describe('the configuration as shipped', () => {
  const context = testContext({
    setup: { ...testContext().context.setup, withLock: setup.withLock },
    env: process.env,
  });
  let report: any;
  beforeAll(async () => {
    const { code, out } = await context.command('config', 'check', '--json');
    expect(code).toBe(0);
    report = JSON.parse(out);
  });
  const settingOf = (path: string) => report.settings.find((setting: any) => setting.path === path);
  const stackOf = (name: string) => report.stacks.find((stack: any) => stack.name === name);

  test('is in force with what cdk.json says and the defaults of the rest', () => {
    expect(settingOf('primaryRegion')).toEqual({ path: 'primaryRegion', value: 'us-east-1', given: true });
    expect(settingOf('retention.logDays')).toEqual({ path: 'retention.logDays', value: 90, given: false });
    expect(settingOf('source.type')).toMatchObject({ value: 'codecommit', given: true });
    expect(settingOf('notificationEmails')).toMatchObject({ value: [], given: false });
  });

  test('makes the stacks in the order of their deployment, with names as they will be', () => {
    expect(report.stacks.map(({ name }: any) => name)).toEqual([
      'vigilant-us-east-1',
      'vigilant-us-west-2',
      'vigilant-eu-west-1',
      'vigilant-pipeline',
    ]);
    const named = (type: string) =>
      stackOf('vigilant-pipeline')
        .resources.filter((resource: any) => resource.type === type)
        .map(({ name }: any) => name);
    expect(named('AWS::S3::Bucket').sort()).toEqual([
      'vigilant-artifacts-ACCOUNT-us-east-1',
      'vigilant-releases-ACCOUNT-us-east-1',
    ]);
    expect(named('AWS::StepFunctions::StateMachine')).toEqual(['vigilant-publish', 'vigilant-sweep']);
    const names = stackOf('vigilant-eu-west-1').resources.map(({ name }: any) => name);
    expect(names).toContain('vigilant/release');
  });

  test('names who assumes each role, and everything the role may do', () => {
    const roles = Object.fromEntries(
      stackOf('vigilant-pipeline').roles.map((role: any) => [role.name, role]),
    );
    expect(roles['vigilant-recovery']).toEqual({
      name: 'vigilant-recovery',
      assumedBy: ['events.amazonaws.com'],
      actions: ['states:StartExecution'],
    });
    expect(roles['vigilant-build-action'].assumedBy).toEqual(['vigilant-pipeline']);
  });

  test('says what stays when a stack is deleted', () => {
    const staying = report.stacks.flatMap(({ resources }: any) =>
      resources.filter(({ retained }: any) => retained).map(({ type }: any) => type),
    );
    expect([...new Set(staying)].sort()).toEqual([
      'AWS::CodeArtifact::Domain',
      'AWS::CodeArtifact::Repository',
      'AWS::CodeCommit::Repository',
      'AWS::DynamoDB::Table',
      'AWS::KMS::Key',
      'AWS::S3::Bucket',
    ]);
  });

  test('has a price before anything is published, item by item', () => {
    const { items, total } = report.fixedCosts;
    expect(items.find(({ item }: any) => item === 'KMS keys')).toMatchObject({ count: 4, total: 4 });
    expect(items.find(({ item }: any) => item === 'alarm metrics')).toMatchObject({
      count: 12,
      total: 1.2,
    });
    expect(total).toBeCloseTo(items.reduce((sum: number, each: any) => sum + each.total, 0));
    expect(String(total)).toMatch(/^\d+(\.\d\d?)?$/);
  });

  test('reads as text too', async () => {
    const { out } = await context.command('config', 'check');
    expect(out).toContain('Configuration of deployment "vigilant"');
    expect(out).toMatch(/retention\.logDays +90 +default/);
    expect(out).toContain('Stack vigilant-pipeline in us-east-1');
  });
});
