import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { createProgram } from '../lib/cli/main';
import { EVENT_DETAIL_TYPES, EVENT_SOURCE, METRIC, METRICS_NAMESPACE, RUN_FAILURES } from '../lib/contract';
import { testContext } from './cli/test-context';
import { resourcesOf, synthesize } from './stacks/synthesize';
import { VARIANTS } from './stacks/variants';

const read = (file: string) => readFileSync(join(__dirname, '..', file), 'utf8');
const runbook = read('RUNBOOK.md');
const deploy = read('DEPLOY.md');
const headings = [...runbook.matchAll(/^### (.+)$/gm)].map(([, heading]) => heading);
const template = synthesize().templates['vigilant-pipeline'];
const everything = synthesize(VARIANTS['with an upstream, an approval, mail and consumers']);
const machine = JSON.parse(read('state-machines/publish.asl.json'));

describe('the runbook', () => {
  test.each([...RUN_FAILURES])('has a section about %s', (failure) => {
    expect(headings).toContain(failure);
  });

  test('has a section about every alarm, and about none that does not exist', () => {
    const alarms = resourcesOf(template, 'AWS::CloudWatch::Alarm').map(
      ([, { Properties }]) => Properties.AlarmName,
    );
    expect(alarms.length).toBeGreaterThan(0);
    expect(headings.filter((heading) => heading?.startsWith('vigilant-')).sort()).toEqual(alarms.sort());
  });

  test('names every way in which a run can succeed', () => {
    const ends = Object.entries<any>(machine.States).filter(([, { Type }]) => Type === 'Succeed');
    expect(ends.length).toBeGreaterThan(4);
    for (const [end] of ends) expect(runbook).toContain(`| \`${end}\` |`);
  });

  test('names events and metrics as they are', () => {
    const names = [
      EVENT_SOURCE,
      ...Object.values(EVENT_DETAIL_TYPES),
      METRICS_NAMESPACE,
      ...Object.values(METRIC),
    ];
    for (const name of names) expect(runbook).toContain(`\`${name}\``);
  });

  test('speaks of resources that exist', () => {
    const text = JSON.stringify(template);
    const named = [...runbook.matchAll(/(?<![\w/-])vigilant-(?!ACCOUNT|adventure)[\w-]+/g)].map(
      ([name]) => name,
    );
    const missing = [...new Set(named)].filter(
      (name) => !text.includes(name.replace(/-ACCOUNT-REGION$|-$/, '')),
    );
    expect(missing).toEqual([]);
  });
});

test('the deployment guide names only stack outputs that exist', () => {
  for (const output of ['CloneUrl', 'PipIndex']) expect(deploy).toContain(output);
  const outputs = Object.keys(template.Outputs);
  expect(outputs).toEqual(expect.arrayContaining(['CloneUrl', 'DashboardConsole', 'PipIndexuswest2']));
});

test('the deployment guide says of every kind of resource whether `cdk destroy` leaves it', () => {
  const [, section = ''] = /## What `cdk destroy` leaves\n([^#]+)/.exec(deploy) ?? [];
  const [deleted = '', left = ''] = section.replace(/\s+/g, ' ').split(' It leaves');
  const words: Record<string, string> = {
    'CodePipeline::Pipeline': 'pipeline',
    'StepFunctions::StateMachine': 'state machines',
    'Lambda::Function': 'functions',
    'CodeBuild::Project': 'jobs',
    'IAM::Role': 'roles',
    'Events::Rule': 'rules',
    'CloudWatch::Alarm': 'alarms',
    'CloudWatch::Dashboard': 'dashboard',
    'SNS::Topic': 'topic',
    'Logs::LogGroup': 'logs',
    'CodeArtifact::PackageGroup': 'package groups',
    'CodeArtifact::Domain': 'domain',
    'CodeArtifact::Repository': 'repositories',
    'KMS::Key': 'key',
    'DynamoDB::Table': 'ledger',
    'S3::Bucket': 'bucket',
    'CodeCommit::Repository': 'CodeCommit repository',
  };
  // They live and die with what they are attached to.
  const parts = ['Lambda::Permission', 'S3::BucketPolicy', 'SNS::TopicPolicy', 'SNS::Subscription'];
  const resources = Object.values(everything.templates).flatMap(({ Resources }) =>
    Object.values<any>(Resources),
  );
  for (const { Type, DeletionPolicy } of resources) {
    const type = Type.replace('AWS::', '');
    if (parts.includes(type)) continue;
    expect([type, /^Retain/.test(DeletionPolicy ?? '') ? left : deleted]).toEqual([
      type,
      expect.stringContaining(words[type] ?? `a word for ${type}`),
    ]);
  }
});

test('the deployment guide brings back the resources that hold data by their names in the template', () => {
  const [, mapping = ''] = /^ {3}`(\{"Ledger[^`]+)`/m.exec(deploy) ?? [];
  const holdData = ['AWS::DynamoDB::Table', 'AWS::S3::Bucket', 'AWS::KMS::Key'];
  expect(Object.keys(JSON.parse(mapping)).sort()).toEqual(
    holdData.flatMap((type) => resourcesOf(template, type).map(([id]) => id)).sort(),
  );
});

describe.each([
  ['RUNBOOK.md', runbook],
  ['DEPLOY.md', deploy],
  ['README.md', read('README.md')],
])('%s', (_, text) => {
  const program = createProgram(testContext().context);
  const calls = [...text.matchAll(/npx vigilant ([^`\n#|()]*)/g)].map(([, call]) =>
    (call ?? '').trim().split(/\s+/),
  );

  test('calls only commands and options that exist', () => {
    expect(calls.length).toBeGreaterThan(0);
    for (const words of calls) {
      let command: Command = program;
      for (const word of words) {
        const inner = command.commands.find((each) => each.name() === word);
        if (inner === undefined) break;
        command = inner as Command;
      }
      expect([words.join(' '), command.name()]).not.toEqual([words.join(' '), 'vigilant']);
      for (const option of words.filter((word) => word.startsWith('--'))) {
        const known = command.options.map(({ long }) => long);
        expect(known).toContain(option.replace(/[",.;:)]+$/, ''));
      }
    }
  });

  test('is short enough to be read: at most 250 lines', () => {
    expect(text.split('\n').length).toBeLessThanOrEqual(250);
  });
});
