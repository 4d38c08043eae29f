import { createHash } from 'node:crypto';
import { isNormalizedVersion, normalizePackageName, releaseDigest, releaseKeys } from '../../lib/contract';

const assets = [
  { name: 'a_b-1.0.tar.gz', sha256: 'b'.repeat(64) },
  { name: 'a_b-1.0-py3-none-any.whl', sha256: 'a'.repeat(64) },
];

test('a digest is the hash of what sha256sum prints for the sorted files, in whatever order they are given', () => {
  const [sdist, wheel] = assets;
  const printed = `${wheel!.sha256}  ${wheel!.name}\n${sdist!.sha256}  ${sdist!.name}\n`;
  const digest = createHash('sha256').update(printed).digest('hex');
  expect([releaseDigest(assets), releaseDigest([...assets].reverse())]).toEqual([digest, digest]);
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

const LONGEST = `1.${'0'.repeat(253)}`;

test.each(['10.20.30', '12!3.4', '1.0a10', '1.0rc12.post34.dev56', '1.0+local', '1.0+ab1.c23.4', LONGEST])(
  '%s is a normalised version (PEP 440)',
  (version) => {
    expect(isNormalizedVersion(version)).toBe(true);
  },
);

test.each(['1.0-1', '1.0.', '1.0+', '1.0+A', '1.0rc', '1.0\n', `${LONGEST}0`])(
  '%j is no normalised version, or longer than CodeArtifact takes',
  (version) => {
    expect(isNormalizedVersion(version)).toBe(false);
  },
);
