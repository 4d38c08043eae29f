import { matchesPattern, validatePattern } from '../../../lib/local/events/event-pattern';

const event = {
  source: 'aws.states',
  'detail-type': 'Step Functions Execution Status Change',
  resources: ['arn:a', 'arn:b'],
  detail: {
    status: 'ABORTED',
    count: 300,
    nothing: null,
    flag: true,
    tags: [],
    nested: [{ name: 'one' }, { name: 'two', extra: 1 }],
    file: 'dist/Pkg.whl',
    path: 'C:\\*.whl',
    large: 6e9,
  },
};

test.each<[string, object, boolean]>([
  ['a value', { source: ['aws.states'] }, true],
  ['one of several values', { detail: { status: ['FAILED', 'ABORTED'] } }, true],
  ['another value', { source: ['aws.s3'] }, false],
  ['all keys', { source: ['aws.states'], detail: { status: ['FAILED'] } }, false],
  ['an element of an array in the event', { resources: ['arn:b'] }, true],
  ['no element of an array in the event', { resources: ['arn:c'] }, false],
  ['null, a boolean and a number', { detail: { nothing: [null], flag: [true], count: [300] } }, true],
  ['a number given as text', { detail: { count: ['300'] } }, false],
  ['objects in an array', { detail: { nested: { name: ['two'] } } }, true],
  ['prefix', { source: [{ prefix: 'aws.' }] }, true],
  ['prefix that ignores case', { source: [{ prefix: { 'equals-ignore-case': 'AWS.' } }] }, true],
  ['suffix', { detail: { file: [{ suffix: '.whl' }] } }, true],
  ['suffix that ignores case', { detail: { file: [{ suffix: { 'equals-ignore-case': 'pkg.WHL' } }] } }, true],
  ['suffix longer than the value', { source: [{ suffix: 'xxaws.states' }] }, false],
  ['equals-ignore-case', { detail: { status: [{ 'equals-ignore-case': 'aborted' }] } }, true],
  ['wildcard', { detail: { file: [{ wildcard: 'dist/*.whl' }] } }, true],
  ['wildcard with special characters', { detail: { file: [{ wildcard: 'dist.*' }] } }, false],
  ['wildcard with an escaped asterisk', { detail: { path: [{ wildcard: 'C:\\\\\\**' }] } }, true],
  ['an escaped asterisk as any text', { detail: { file: [{ wildcard: 'dist/\\*' }] } }, false],
  ['anything-but', { detail: { status: [{ 'anything-but': 'FAILED' }] } }, true],
  ['anything-but a list', { detail: { status: [{ 'anything-but': ['FAILED', 'ABORTED'] }] } }, false],
  ['anything-but a prefix', { detail: { status: [{ 'anything-but': { prefix: 'ABO' } }] } }, false],
  ['anything-but where there is nothing', { detail: { missing: [{ 'anything-but': 'x' }] } }, false],
  ['exists', { detail: { status: [{ exists: true }], missing: [{ exists: false }] } }, true],
  ['exists below what is missing', { other: { missing: [{ exists: false }] } }, true],
  ['exists for an empty array', { detail: { tags: [{ exists: true }] } }, false],
  ['numeric range', { detail: { count: [{ numeric: ['>', 200, '<=', 300] }] } }, true],
  ['numeric outside of the range', { detail: { count: [{ numeric: ['<', 300] }] } }, false],
  ['numeric on what is too large for it', { detail: { large: [{ numeric: ['>', 0] }] } }, false],
  ['numeric on text', { detail: { status: [{ numeric: ['>', 0] }] } }, false],
  ['$or', { $or: [{ source: ['x'] }, { detail: { status: ['ABORTED'] } }] }, true],
  ['$or beside another key', { source: ['x'], $or: [{ source: ['aws.states'] }, { source: ['y'] }] }, false],
  ['a name that objects inherit', { constructor: [{ exists: true }] }, false],
])('%s is matched as EventBridge does', (_name, pattern, expected) => {
  validatePattern(pattern);
  expect(matchesPattern(pattern as any, event)).toBe(expected);
});

test.each<[string, unknown, RegExp]>([
  ['no object', [], /expected an object/],
  ['an empty object', {}, /at least one key/],
  ['a plain value', { source: 'x' }, /at source: expected an array or object/],
  ['no alternatives', { detail: { a: [] } }, /at detail\.a: expected at least one alternative/],
  ['an unknown operator', { source: [{ cidr: '10.0.0.0/8' }] }, /\{"cidr".*not supported/],
  ['a wrong operand', { source: [{ prefix: 1 }] }, /operand that prefix does not take/],
  ['an unknown comparison', { count: [{ numeric: ['!=', 1] }] }, /numeric does not take/],
  ['a comparison with too large a number', { count: [{ numeric: ['<', 5.1e9] }] }, /numeric does not take/],
  ['two asterisks', { a: [{ wildcard: 'a**' }] }, /wildcard does not take/],
  ['a backslash before a letter', { a: [{ wildcard: 'a\\b' }] }, /wildcard does not take/],
  ['a backslash at the end', { a: [{ wildcard: 'a\\' }] }, /wildcard does not take/],
  ['$or with one branch', { $or: [{ a: ['b'] }] }, /at least two/],
])('%s is refused with the place it is at', (_name, pattern, message) => {
  expect(() => validatePattern(pattern)).toThrow(message);
});
