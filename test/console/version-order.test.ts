import { versionOrder } from '../../lib/console/web/version-order';

test('versions are sorted as people count', () => {
  const versions = ['1.10.0', '1.9.0', undefined, '2.0.0rc1', '1.9.10'];
  expect(versions.map((version) => ({ version })).sort(versionOrder)).toEqual(
    [undefined, '1.9.0', '1.9.10', '1.10.0', '2.0.0rc1'].map((version) => ({ version })),
  );
});
