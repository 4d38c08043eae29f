import { isSameVersion, parseDistributionFile } from '../../../lib/local/codeartifact/distribution-file';

test.each([
  ['word_count-1.0-py3-none-any.whl', 'wheel', 'word-count', '1.0'],
  [
    'word_count-1.0-1build-cp311-cp311-manylinux_2_17_x86_64.manylinux2014_x86_64.whl',
    'wheel',
    'word-count',
    '1.0',
  ],
  ['Word.Count-1.0.tar.gz', 'sdist', 'word-count', '1.0'],
  ['word-count-1.0rc1.zip', 'sdist', 'word-count', '1.0rc1'],
  ['word_count-1.0-py3.11.egg', 'egg', 'word-count', '1.0'],
])('%s is a %s of %s %s', (fileName, type, name, version) => {
  expect(parseDistributionFile(fileName)).toEqual({ type, package: name, version });
});

test.each(['word_count.whl', 'word_count-1.0.exe', 'word_count-1.0-py3.whl', 'README.md', '../x-1.tar'])(
  '%s is no distribution',
  (fileName) => {
    expect(parseDistributionFile(fileName)).toBeUndefined();
  },
);

test.each([
  ['1.0', '1.0'],
  ['1.0', '1.0.0'],
  ['1', '1.0.0'],
  ['v1.0', '1.0'],
  ['1.0-alpha.1', '1.0a1'],
  ['1.0RC1', '1.0rc1'],
  ['1.0c1', '1.0rc1'],
  ['1.0pre1', '1.0preview1'],
  ['1.0pre1', '1.0rc1'],
  ['1.0rev2', '1.0.post2'],
  ['10.20.0', '10.20'],
  ['12!3.0', '12!3'],
  ['1.0-1', '1.0.post1'],
  ['1.0-beta-1', '1.0b1'],
  ['1.0a1-2.dev3', '1.0a1.post2.dev3'],
  ['1.0.post', '1.0.post0'],
  ['1.0-r4', '1.0.post4'],
  ['1.0.0dev1', '1.0.dev1'],
  ['1.0a1.dev2', '1.0-alpha1-dev2'],
  ['01.002', '1.2'],
  ['1!2.0', '1!2'],
  ['1.0+ubuntu-1', '1.0+ubuntu.1'],
  ['1.0_1', '1.0.post1'],
])('%s and %s are the same version', (a, b) => {
  expect(isSameVersion(a, b)).toBe(true);
});

test.each([
  ['1.0', '1.0.1'],
  ['1.0', '10'],
  ['1.10', '1.1'],
  ['1.0', '1.0rc1'],
  ['1.0a1', '1.0b1'],
  ['1.0.post1', '1.0.dev1'],
  ['1.0', '1.0+local'],
  ['1.0+a', '1.0+b'],
  ['1.0rc10', '1.0rc1'],
  ['1.0', '1!1.0'],
])('%s and %s are different versions', (a, b) => {
  expect(isSameVersion(a, b)).toBe(false);
});
