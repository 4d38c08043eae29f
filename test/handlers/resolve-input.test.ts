import { resolveInput } from '../../lib/handlers/resolve-input';

const REGIONS = ['us-east-1', 'eu-west-1'];
const good = { package: 'sample-wordcount', version: '1.0.0' };

test('package and version are enough: the rest has defaults', () => {
  expect(resolveInput(good, REGIONS)).toEqual({
    operation: 'publish',
    package: 'sample-wordcount',
    version: '1.0.0',
    regions: REGIONS,
    dryRun: false,
  });
});

test('what is given beside them is passed on', () => {
  const given = { digest: 'a'.repeat(64), revision: 'r'.repeat(256), regions: ['eu-west-1'], dryRun: true };
  expect(resolveInput({ ...good, ...given }, REGIONS)).toEqual({ operation: 'publish', ...good, ...given });
});

test('names are normalised once, here', () => {
  expect(resolveInput({ ...good, package: 'Sample_Word..Count' }, REGIONS).package).toBe('sample-word-count');
});

test.each([
  ['not an object', [], /^input: expected an object/],
  ['no input', null, /^input: expected an object .*, got null$/],
  ['a text', 'word-count', /^input: expected an object/],
  ['an event about nothing', { failed: {} }, /^failed: expected an execution, got {}$/],
  ['no package', { version: '1' }, /^package: expected a package name \(PEP 508\), got nothing$/],
  ['a package with a slash', { ...good, package: 'a/b' }, /^package: .* got "a\/b"$/],
  ['a package that climbs', { ...good, package: '../x' }, /^package: /],
  ['an empty package', { ...good, package: '' }, /^package: /],
  ['no version', { package: 'a' }, /^version: expected a normalised version \(PEP 440\), got nothing$/],
  ['a version that is a number', { ...good, version: 1 }, /^version: .* got 1$/],
  ['a version that is not normalised', { ...good, version: 'v1.0' }, /^version: .* got "v1.0"$/],
  ['a version that climbs', { ...good, version: '1.0/../2' }, /^version: /],
  ['a short digest', { ...good, digest: 'abc' }, /^digest: expected a SHA-256 in lower-case hex, got "abc"$/],
  ['an upper-case digest', { ...good, digest: 'A'.repeat(64) }, /^digest: /],
  ['a revision that is an object', { ...good, revision: {} }, /^revision: expected a commit, got {}$/],
  ['a revision that is a list', { ...good, revision: ['r'] }, /^revision: /],
  ['a long revision', { ...good, revision: 'r'.repeat(257) }, /^revision: /],
  [
    'regions that are no list',
    { ...good, regions: 'us-east-1' },
    /^regions: expected a list of some of us-east-1, eu-west-1/,
  ],
  ['no regions', { ...good, regions: [] }, /^regions: /],
  ['an unknown region', { ...good, regions: ['us-est-1'] }, /^regions\[0\]: .* got "us-est-1"$/],
  [
    'a region twice',
    { ...good, regions: ['eu-west-1', 'eu-west-1'] },
    /^regions\[1\]: .* got "eu-west-1" again$/,
  ],
  [
    'an unknown operation',
    { ...good, operation: 'delete' },
    /^operation: expected publish, rollback, got "delete"$/,
  ],
  ['a dryRun that is a string', { ...good, dryRun: 'yes' }, /^dryRun: expected true or false, got "yes"$/],
  ['a misspelt field', { ...good, Version: '1' }, /^Version: unknown field/],
])('%s is refused with the name of the field', (_case, input, message) => {
  expect(() => resolveInput(input, REGIONS)).toThrow(
    expect.objectContaining({ name: 'InvalidInput', message: expect.stringMatching(message) }),
  );
});

test('every problem is reported at once', () => {
  expect(() => resolveInput({ package: '', version: '', dryRun: 1 }, REGIONS)).toThrow(
    /package: .*; version: .*; dryRun: /,
  );
});

test('a huge value does not make a huge cause', () => {
  const huge = '!'.repeat(100_000);
  expect(() => resolveInput({ ...good, package: huge }, REGIONS)).toThrow(/^.{0,90}"!{97}…"$/);
  expect(() => resolveInput({ ...good, package: { a: huge } }, REGIONS)).toThrow(/^.{0,90}\{"a":"!{93}…$/);
  expect(() => resolveInput({ ...good, [huge]: 1 }, REGIONS)).toThrow(/^!{97}…: unknown field/);
});

test('only a rollback may be asked for because of a lock that expired', () => {
  const rollback = { ...good, operation: 'rollback', lockExpired: true };
  expect(resolveInput(rollback, REGIONS)).toMatchObject({ operation: 'rollback', lockExpired: true });
  expect(() => resolveInput({ ...rollback, operation: 'publish' }, REGIONS)).toThrow(
    'lockExpired: expected true, with the operation rollback, got true',
  );
  expect(() => resolveInput({ ...rollback, lockExpired: false }, REGIONS)).toThrow('lockExpired: ');
});

test.each([
  ['dryRun', { dryRun: true }],
  ['regions', { regions: ['us-east-1'] }],
  ['digest', { digest: 'a'.repeat(64) }],
])('a rollback with %s is refused, for it would remove more than that says', (field, value) => {
  expect(() => resolveInput({ ...good, operation: 'rollback', ...value }, REGIONS)).toThrow(
    `${field}: expected none with the operation rollback`,
  );
  expect(resolveInput({ ...good, operation: 'rollback', dryRun: false }, REGIONS)).toMatchObject({
    operation: 'rollback',
  });
});

describe('an event about an execution that ended', () => {
  const event = (input: unknown) => ({
    operation: 'rollback',
    failed: {
      executionArn: 'arn:execution',
      status: 'ABORTED',
      input: typeof input === 'string' ? input : JSON.stringify(input),
    },
  });

  test('becomes a rollback of its version', () => {
    expect(resolveInput(event(good), REGIONS)).toMatchObject({
      ...good,
      operation: 'rollback',
      failedExecution: 'arn:execution',
    });
  });

  test.each([{ dryRun: true }, { regions: ['us-east-1'] }, { digest: 'a'.repeat(64) }])(
    'about a run with %j is a rollback too',
    (asked) => {
      expect(resolveInput(event({ ...good, ...asked }), REGIONS)).toMatchObject({
        operation: 'rollback',
        dryRun: false,
        failedExecution: 'arn:execution',
      });
    },
  );

  test('about a recovery leads to the version of the run that the recovery was for', () => {
    expect(resolveInput(event(event(good)), REGIONS)).toMatchObject({
      ...good,
      operation: 'rollback',
      failedExecution: 'arn:execution',
    });
  });

  test.each([
    ['a run with bad input', event({})],
    ['a run whose input is not JSON', event('{')],
    ['a run whose input is null', event('null')],
    ['a run that was asked to recover nothing', event({ failed: null })],
    [
      'a run whose input was too large for the event',
      { failed: { executionArn: 'arn:execution', status: 'FAILED' } },
    ],
    ['a recovery that keeps failing', event(event(event(event(good))))],
  ])('about %s asks for nothing, and does not fail', (_case, input) => {
    expect(resolveInput(input, REGIONS)).toEqual({
      ...{ operation: 'none', package: '', version: '', regions: [], dryRun: false },
      failedExecution: 'arn:execution',
    });
  });
});
