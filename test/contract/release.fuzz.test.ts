import { dirname, join, normalize } from 'node:path';
import * as fc from 'fast-check';
import { assetsProblem, type ReleaseAsset, releaseDigest } from '../../lib/contract';

const sha256 = fc.oneof(
  fc.constantFrom('a'.repeat(64), 'A'.repeat(64), `${'a'.repeat(64)}\n`, '', 1, null),
  fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: 64, maxLength: 64 }),
);
const name = fc.oneof(
  fc.constantFrom(
    ...['a_b-1.0.tar.gz', 'a_b-1!1.0+local.1-py3-none-any.whl', '../a.whl', '/etc/passwd', 'a/../../b', '..'],
    ...['a\u0000b', '-r requirements.txt', 'a\nb', 'C:\\a', '__proto__', '', 7, null],
  ),
  fc.string({ unit: 'binary', maxLength: 30 }),
);
const asset = fc.oneof(
  fc.record({ name, sha256, size: fc.jsonValue() }, { requiredKeys: [] }),
  fc.jsonValue(),
  fc.constantFrom(undefined, null),
);

test('assets of a manifest are refused in a short message, or name plain files and have a digest', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(asset, { maxLength: 4 }), fc.jsonValue()), (assets: unknown) => {
      const problem = assetsProblem(assets);
      if (problem !== undefined) {
        expect(problem).toMatch(/expected/);
        expect(problem.length).toBeLessThan(250);
        return;
      }
      const files = assets as ReleaseAsset[];
      for (const file of files) expect(dirname(normalize(join('dist', file.name)))).toBe('dist');
      expect(releaseDigest(files)).toMatch(/^[0-9a-f]{64}$/);
    }),
    { numRuns: 5000 },
  );
});

test('what a build makes is accepted', () => {
  const built = ['a_b-1!1.0+local.1-py3-none-any.whl', 'a_b-1.0.tar.gz', 'Ab.C-1.0.zip'];
  expect(
    assetsProblem(built.map((file) => ({ name: file, sha256: 'a'.repeat(64), size: 1 }))),
  ).toBeUndefined();
});

test.each([
  [undefined, 'expected a list of assets'],
  [[], 'expected a list of assets'],
  [[null], 'assets[0].name: expected a file name, got nothing'],
  [[{ name: '../a', sha256: 'a'.repeat(64) }], 'assets[0].name: expected a file name, got "../a"'],
  [[{ name: 'a/b', sha256: 'a'.repeat(64) }], 'assets[0].name: expected a file name, got "a/b"'],
  [[{ name: '!'.repeat(1000) }], `assets[0].name: expected a file name, got "${'!'.repeat(97)}…"`],
  [
    [{ name: 'a', sha256: 'A'.repeat(64) }],
    `assets[0].sha256: expected 64 lower-case hex digits, got "${'A'.repeat(64)}"`,
  ],
  [
    [{ name: 'a', sha256: 'a'.repeat(65) }],
    `assets[0].sha256: expected 64 lower-case hex digits, got "${'a'.repeat(65)}"`,
  ],
  [
    [{ name: 'a', sha256: ['a'.repeat(64)] }],
    `assets[0].sha256: expected 64 lower-case hex digits, got ["${'a'.repeat(64)}"]`,
  ],
  [
    [1, 2].map(() => ({ name: 'a', sha256: 'a'.repeat(64) })),
    'assets[1].name: expected each name once, got a again',
  ],
])('%j is refused', (assets, problem) => {
  expect(assetsProblem(assets)).toBe(problem);
});
