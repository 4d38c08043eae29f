import { normalizePackageName, releaseDigest, releaseKeys } from '../../lib/contract';

const assets = [
  { name: 'a_b-1.0.tar.gz', sha256: 'b'.repeat(64) },
  { name: 'a_b-1.0-py3-none-any.whl', sha256: 'a'.repeat(64) },
];

test('a digest does not depend on the order of the assets', () => {
  expect(releaseDigest(assets)).toBe(releaseDigest([...assets].reverse()));
});

test('a digest changes with a name or a hash', () => {
  const [first, second] = assets;
  expect(releaseDigest([{ ...first!, name: 'x.tar.gz' }, second!])).not.toBe(releaseDigest(assets));
  expect(releaseDigest([{ ...first!, sha256: 'c'.repeat(64) }, second!])).not.toBe(releaseDigest(assets));
});

test('the keys of a release lie under its digest', () => {
  expect(releaseKeys({ package: 'a-b', version: '1.0', digest: 'd' })).toEqual({
    manifest: 'a-b/1.0/d/release.json',
    bundle: 'a-b/1.0/d/bundle.zip',
  });
});

test.each(['Friendly-Bard', 'friendly.bard', 'FRIENDLY_BARD', 'friendly--bard', 'FrIeNdLy-._.-bArD'])(
  '%s is normalised as in PEP 503',
  (name) => {
    expect(normalizePackageName(name)).toBe('friendly-bard');
  },
);
