import { GroupPattern } from '../../../lib/local/codeartifact/groups/group-pattern';

test.each([
  ['/*', '/pypi//anything', true],
  ['/pypi/*', '/pypi//anything', true],
  ['/npm/*', '/pypi//anything', false],
  ['/pypi//*', '/pypi//anything', true],
  ['/pypi//acme$', '/pypi//acme', true],
  ['/pypi//acme$', '/pypi//acme-tools', false],
  ['/pypi//acme~', '/pypi//acme', true],
  ['/pypi//acme~', '/pypi//acme-tools', true],
  ['/pypi//acme~', '/pypi//acme2', true],
  ['/pypi//acme~', '/pypi//acmetools', false],
])('%s matches %s: %s', (pattern, path, expected) => {
  expect(new GroupPattern(pattern).matches(path)).toBe(expected);
});

test('the longer pattern is the more specific one, and $ more than ~', () => {
  const patterns = ['/pypi//acme$', '/*', '/pypi//acme~', '/pypi/*', '/pypi//acme-tools$'];
  const sorted = patterns
    .map((text) => new GroupPattern(text))
    .sort((a, b) => (a.isLessSpecificThan(b) ? -1 : 1))
    .map(({ text }) => text);
  expect(sorted).toEqual(['/*', '/pypi/*', '/pypi//acme~', '/pypi//acme$', '/pypi//acme-tools$']);
});

test.each([
  ['/pypi/*', '/pypi//acme$', true],
  ['/pypi//acme~', '/pypi//acme-tools$', true],
  ['/pypi//acme~', '/pypi//acme$', true],
  ['/pypi//acme$', '/pypi//acme-tools$', false],
  ['/pypi//acme-tools$', '/pypi//acme~', false],
  ['/npm/*', '/pypi//acme$', false],
])('%s covers %s: %s', (wide, narrow, expected) => {
  expect(new GroupPattern(wide).covers(new GroupPattern(narrow))).toBe(expected);
});
