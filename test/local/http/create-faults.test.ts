import { createFaults } from '../../../lib/local/http/create-faults';

const call = {
  service: 'codeartifact',
  operation: 'CopyPackageVersions',
  region: 'eu-west-1',
  subject: '{"package":"p"}',
};
const reset = { kind: 'reset' } as const;

test('a fault lets calls pass, hits as often as it should, and is spent', () => {
  const faults = createFaults();
  faults.add({ effect: reset, skip: 1, times: 2 });
  expect([1, 2, 3, 4].map(() => faults.hit(call)?.kind)).toEqual([undefined, 'reset', 'reset', undefined]);
});

test.each([
  [{ service: 's3' }],
  [{ operation: 'DeletePackageVersions' }],
  [{ region: 'us-east-1' }],
  [{ matching: '"package":"q"' }],
])('a fault for %j leaves other calls alone', (filter) => {
  const faults = createFaults();
  faults.add({ effect: reset, ...filter });
  expect(faults.hit(call)).toBeUndefined();
});

test('faults are listed, and removed by their id or all at once', () => {
  const faults = createFaults();
  const first = faults.add({ effect: reset, service: call.service, matching: '"p"' });
  faults.add({ effect: { kind: 'lost-answer' } });
  expect(faults.hit(call)).toEqual(reset);
  expect(faults.remove(first.id)).toBe(true);
  expect(faults.remove(first.id)).toBe(false);
  expect(faults.hit(call)).toEqual({ kind: 'lost-answer' });
  faults.clear();
  expect(faults.list()).toEqual([]);
});
